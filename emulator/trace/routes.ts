import { ControlRefusal, handleControlRoute } from '../server/control-route.ts';
import type { LoggedCall, Service } from '../types.ts';
import type { LogStore } from './log-store.ts';

const MOST = 500;

/** A call as the list shows it: the whole one is asked for by its id. */
export type LogLine = Omit<LoggedCall, 'steps' | 'printed' | 'error'> & {
  readonly steps: number;
  /** The first line of the error, else the last one printed. */
  readonly text: string;
  readonly conflicts: number;
};

function lineOf({ steps, printed, error, ...call }: LoggedCall): LogLine {
  const text = error === '' ? (printed.trimEnd().split('\n').at(-1) ?? '') : (error.split('\n')[0] ?? '');
  const conflicts = steps.filter((step) => 'status' in step && step.status === 'DATABASE_TRANSACTION_CONFLICT').length;
  return { ...call, steps: steps.length, text: text.slice(0, 300), conflicts };
}

function number(url: URL, name: string): number | undefined {
  const text = url.searchParams.get(name);
  if (text === null || text === '') return undefined;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new ControlRefusal(400, 'INVALID_PARAM', `${name} must be a whole number`);
  return value;
}

/**
 * `GET /__emulator/logs?function=&status=&q=&before=&after=&limit=` → `{calls, more, functions}`, newest first; `GET /__emulator/logs/<requestId>` →
 * the call with its timeline and the calls that it made; `DELETE /__emulator/logs` forgets all of them.
 */
export function createLogRoutes(store: LogStore): Service {
  return {
    handle: (request, response, url) =>
      handleControlRoute('/__emulator/logs', request, response, url, ({ method, rest }) => {
        if (method === 'DELETE' && rest === '') {
          store.clear();
          return { ok: true };
        }
        if (method !== 'GET') throw new ControlRefusal(405, 'INVALID_PARAM', `${method} is not offered here`);
        if (rest !== '') {
          const call = store.get(rest);
          if (call === undefined)
            throw new ControlRefusal(404, 'NOT_FOUND', `no call ${rest} is kept: it still runs, or is older than the log`);
          return { ...call, children: store.children(rest).map(lineOf) };
        }
        const limit = number(url, 'limit') ?? 100;
        if (limit < 1 || limit > MOST) throw new ControlRefusal(400, 'INVALID_PARAM', `limit is 1 to ${MOST}`);
        const text = (name: string): string | undefined => url.searchParams.get(name) || undefined;
        const { calls, more } = store.find({
          function: text('function'),
          status: text('status'),
          q: text('q'),
          before: number(url, 'before'),
          after: number(url, 'after'),
          limit,
        });
        return { calls: calls.map(lineOf), more, functions: store.tally() };
      }),
    close: () => Promise.resolve(store.close()),
  };
}
