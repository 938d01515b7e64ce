import type { Meter, MeterFigures } from '../types.ts';

type Count = { -readonly [Field in keyof MeterFigures]: number };

/** Requests of which figures are kept though nobody said that they ended: scripts' and clients'. */
const KEPT_REQUESTS = 10_000;

function zero(): Count {
  return { calls: 0, milliseconds: 0, reads: 0, writes: 0, bytesOut: 0 };
}

/** `told` hears of every reset. */
export function createMeter(told: () => void = () => undefined): Meter {
  let total = zero();
  let functions = new Map<string, Count>();
  let requests = new Map<string, { reads: number; writes: number }>();

  function counts(functionName: string | null): Count[] {
    if (functionName === null) return [total];
    let own = functions.get(functionName);
    if (!own) functions.set(functionName, (own = zero()));
    return [total, own];
  }

  return {
    database(functionName, requestId, reads, writes) {
      for (const count of counts(functionName)) {
        count.reads += reads;
        count.writes += writes;
      }
      if (requestId === null) return;
      const request = requests.get(requestId);
      if (request) {
        request.reads += reads;
        request.writes += writes;
        return;
      }
      requests.set(requestId, { reads, writes });
      if (requests.size > KEPT_REQUESTS) {
        for (const oldest of requests.keys()) {
          requests.delete(oldest);
          break;
        }
      }
    },
    call(functionName, requestId, milliseconds) {
      for (const count of counts(functionName)) {
        count.calls += 1;
        count.milliseconds += milliseconds;
      }
      requests.delete(requestId);
    },
    bytes(functionName, amount) {
      for (const count of counts(functionName)) count.bytesOut += amount;
    },
    ofRequest: (requestId) => ({ ...(requests.get(requestId) ?? { reads: 0, writes: 0 }) }),
    figures: () => ({
      total: { ...total },
      functions: Object.fromEntries([...functions].map(([name, count]) => [name, { ...count }])),
    }),
    reset() {
      total = zero();
      functions = new Map();
      requests = new Map();
      told();
    },
  };
}
