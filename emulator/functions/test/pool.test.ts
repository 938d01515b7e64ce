import { afterEach, describe, expect, it, vi } from 'vitest';
import type { CallOrder, CallOutcome } from '../process.ts';
import { FunctionPool, IDLE_MS, type PoolProcess } from '../pool.ts';
import { CROWD, RECENT_MS, Turns } from '../turns.ts';

const CALL: CallOrder = {
  data: '{}',
  userInfo: null,
  env: {},
  context: { requestId: 'r', functionName: 'f', namespace: 'e', memoryMb: 128, timeLimitMs: 1000 },
};
const ORDER = (): CallOrder => CALL;

/** A process that ends its call when told. */
class Puppet implements PoolProcess {
  dead = false;
  idleSince = 0;
  readonly exited: Promise<void>;
  #exit: () => void = () => undefined;
  #answer: ((outcome: CallOutcome) => void) | null = null;

  constructor() {
    this.exited = new Promise((resolve) => (this.#exit = resolve));
  }
  get busy(): boolean {
    return this.#answer !== null;
  }
  call(): Promise<CallOutcome> {
    return new Promise((resolve) => (this.#answer = resolve));
  }
  finish(): void {
    this.#answer?.({ kind: 'result', result: '1', log: '' });
    this.#answer = null;
  }
  setClock(): void {}
  kill(): void {
    this.dead = true;
    this.#exit();
  }
}

afterEach(() => {
  vi.useRealTimers();
});

function puppets(limit: number, idleShare?: () => number, turns?: Turns): { pool: FunctionPool; made: Puppet[] } {
  const made: Puppet[] = [];
  const pool = new FunctionPool(
    limit,
    () => {
      const puppet = new Puppet();
      made.push(puppet);
      return Promise.resolve(puppet);
    },
    idleShare,
    turns,
  );
  return { pool, made };
}

async function until(condition: () => boolean): Promise<void> {
  await expect.poll(condition, { interval: 1 }).toBe(true);
}

describe('a pool', () => {
  it('never has more processes than its limit, and serves the rest as they come free', async () => {
    const { pool, made } = puppets(2);
    const calls = [1, 2, 3].map(() => pool.run(ORDER));
    await until(() => made.filter(({ busy }) => busy).length === 2);
    made[0]?.finish();
    await calls[0];
    await until(() => made[0]?.busy === true);
    for (const puppet of made) puppet.finish();
    expect((await Promise.all(calls)).map(({ kind }) => kind)).toEqual(['result', 'result', 'result']);
    expect(made).toHaveLength(2);
    await pool.close();
  });

  it('starts one more when no running call has ended for a second: they may be waiting for the one that waits', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const { pool, made } = puppets(3, () => 0);
    const calls = [1, 2, 3].map(() => pool.run(ORDER));
    await vi.advanceTimersByTimeAsync(900);
    expect(made).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(200);
    expect(made).toHaveLength(3);
    for (const puppet of made) puppet.finish();
    expect((await Promise.all(calls)).map(({ kind }) => kind)).toEqual(['result', 'result', 'result']);
    await pool.close();
  });

  it('starts no more while the machine is busy and calls move', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const { pool, made } = puppets(3, () => 0.1);
    const calls = Array.from({ length: 12 }, () => pool.run(ORDER));
    for (let turn = 0; turn < 6; turn += 1) {
      await vi.advanceTimersByTimeAsync(800);
      for (const puppet of made) puppet.finish();
    }
    await Promise.all(calls);
    expect(made).toHaveLength(2);
    await pool.close();
  });

  it('starts more at once where processors are idle', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const { pool, made } = puppets(3, () => 0.9);
    const calls = [1, 2, 3].map(() => pool.run(ORDER));
    await vi.advanceTimersByTimeAsync(100);
    expect(made).toHaveLength(3);
    for (const puppet of made) puppet.finish();
    await Promise.all(calls);
    await pool.close();
  });

  it('lets idle processes go, but the last one of a function in use only after a long time', async () => {
    const { pool, made } = puppets(2);
    const calls = [pool.run(ORDER), pool.run(ORDER)];
    await until(() => made.length === 2 && made.every(({ busy }) => busy));
    for (const puppet of made) puppet.finish();
    await Promise.all(calls);
    await until(() => made.every(({ idleSince }) => idleSince > 0));
    pool.sweep(Date.now() + IDLE_MS - 1_000);
    expect(pool.size).toBe(2);
    pool.sweep(Date.now() + IDLE_MS + 1_000);
    await until(() => pool.size === 1);
    pool.sweep(Date.now() + 30 * 60_000);
    await until(() => pool.size === 0);
  });

  it('replaces its processes when the code has changed: idle ones now, busy ones after their call', async () => {
    const { pool, made } = puppets(1);
    const first = pool.run(ORDER);
    await until(() => made[0]?.busy === true);
    pool.renew();
    expect(made[0]?.dead).toBe(false);
    made[0]?.finish();
    await first;
    await until(() => made[0]?.dead === true);
    const second = pool.run(ORDER);
    await until(() => made[1]?.busy === true);
    made[1]?.finish();
    expect(await second).toMatchObject({ kind: 'result' });
    await pool.close();
  });
});

describe('a function with a crowd waiting', () => {
  const busy = (made: readonly Puppet[]): number => made.filter((puppet) => puppet.busy).length;

  /** The clock stands still until a test moves it; `crowded` has grown to four processes, all of them busy, and more calls wait than make a crowd. */
  async function crowd(processors: number) {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] });
    const turns = new Turns(processors);
    const crowded = puppets(4, () => 1, turns);
    const other = puppets(4, () => 0, turns);
    const begun: number[] = [];
    const calls = Array.from({ length: 3 * CROWD }, (_, index) =>
      crowded.pool.run(() => {
        begun.push(index);
        return CALL;
      }),
    );
    await vi.advanceTimersByTimeAsync(500);
    expect(busy(crowded.made)).toBe(4);
    /** Ends calls, one after the other, and lets whoever waits for that begin. */
    const end = async (...ending: readonly (Puppet | undefined)[]): Promise<void> => {
      for (const puppet of ending) {
        puppet?.finish();
        await vi.advanceTimersByTimeAsync(0);
      }
    };
    const use = async (): Promise<void> => {
      void other.pool.run(ORDER);
      await vi.advanceTimersByTimeAsync(0);
    };
    return { crowded, other, calls, begun, end, use };
  }

  it('keeps to its share while another function is in use, and serves all of its own in order', async () => {
    const { crowded, other, calls, begun, end, use } = await crowd(3);
    await use();
    expect(busy(other.made)).toBe(1);
    await end(crowded.made[0]);
    expect(busy(crowded.made)).toBe(3);
    await end(crowded.made[1]);
    expect(busy(crowded.made)).toBe(2);
    await end(crowded.made[2]);
    expect(busy(crowded.made)).toBe(2);
    await end(other.made[0]);
    while (busy(crowded.made) > 0) await end(crowded.made.find((puppet) => puppet.busy));
    await Promise.all(calls);
    expect(begun).toEqual(calls.map((_, index) => index));
  });

  it.each([
    [2, 2],
    [4, 3],
    [16, 4],
  ])('of %i processors leaves one, but keeps two: %i calls of four', async (processors, running) => {
    const { crowded, end, use } = await crowd(processors);
    await use();
    await end(...crowded.made);
    expect(busy(crowded.made)).toBe(running);
  });

  it('has all its processes again when the others rest', async () => {
    const { crowded, end, use } = await crowd(2);
    await use();
    await end(crowded.made[0], crowded.made[1]);
    expect(busy(crowded.made)).toBe(2);
    await vi.advanceTimersByTimeAsync(RECENT_MS + 50);
    expect(busy(crowded.made)).toBe(4);
  });

  it('gets one more when none of its calls ends: they may wait for one of those that wait', async () => {
    const { crowded, other, end, use } = await crowd(2);
    const keepsOn = setInterval(() => {
      for (const puppet of other.made) puppet.finish();
      void other.pool.run(ORDER);
    }, RECENT_MS / 2);
    await use();
    await end(crowded.made[0], crowded.made[1]);
    expect(busy(crowded.made)).toBe(2);
    await vi.advanceTimersByTimeAsync(1_200);
    expect(busy(crowded.made)).toBe(3);
    clearInterval(keepsOn);
  });

  it('does not make way for another crowd', async () => {
    const { crowded, other, end } = await crowd(2);
    for (let index = 0; index < 3 * CROWD; index += 1) void other.pool.run(ORDER);
    await vi.advanceTimersByTimeAsync(0);
    await end(other.made[0], ...crowded.made);
    expect(busy(crowded.made)).toBe(4);
    expect(busy(other.made)).toBe(2);
  });
});
