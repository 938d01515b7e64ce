/** WeChat answers within a second or two; a function lives for twenty, and the timer has more to do than to wait. */
const PATIENCE_MS = 8_000;
/** How long nobody of this process asks again after that. */
const REST_MS = 20_000;

/** The other side did not answer. What it was asked to do may have happened all the same. */
export class Silence extends Error {
  override readonly name = 'Silence';
}

let restsUntil = -Infinity;

/**
 * Waits for an answer for eight seconds. Whoever waited in vain speaks for all: for a while the next ones are told at once, so that a gateway that hangs costs a timer with a
 * hundred questions no more than one of them. Throws {@link Silence}.
 */
export async function inTime<T>(ask: () => Promise<T>): Promise<T> {
  if (performance.now() < restsUntil) throw new Silence('no answer a moment ago');
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      restsUntil = performance.now() + REST_MS;
      reject(new Silence(`no answer within ${PATIENCE_MS} ms`));
    }, PATIENCE_MS);
  });
  try {
    return await Promise.race([ask(), late]);
  } finally {
    clearTimeout(timer);
  }
}
