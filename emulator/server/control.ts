import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock, Person, Service } from '../types.ts';
import type { Timers } from '../functions/timers.ts';
import type { Alarms } from './clock.ts';
import { isLoopbackOrigin, readJsonObject, sendJson } from './http.ts';

export interface ControlOptions {
  readonly envId: string;
  readonly ready: () => boolean;
  readonly functions: () => readonly string[];
  readonly collections: () => readonly string[];
  readonly identities: readonly Person[];
  readonly title: string;
  readonly miniprograms: readonly { readonly name: string; readonly title: string; readonly appid: string; readonly path: string }[];
  readonly hosting: readonly { readonly path: string }[];
  readonly hints: readonly string[];
  readonly clock: Clock;
  readonly alarms: Alarms;
  readonly timers: Timers;
}

const LONGEST_ADVANCE_MS = 366 * 24 * 60 * 60_000;

/** The emulator's own surface: is it up, what time is it, who is there. */
export function createControl(options: ControlOptions): Service {
  const { clock, alarms, timers } = options;

  async function advance(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { advanceMs } = (await readJsonObject(request)) ?? {};
    if (typeof advanceMs !== 'number' || !Number.isSafeInteger(advanceMs) || advanceMs < 0 || advanceMs > LONGEST_ADVANCE_MS) {
      return sendJson(response, 400, {
        code: 'INVALID_PARAM',
        message: `advanceMs must be a whole number from 0 to ${LONGEST_ADVANCE_MS}: time does not run backward`,
      });
    }
    clock.advance(advanceMs);
    await alarms.settled();
    sendJson(response, 200, { now: clock.now() });
  }

  async function fire(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { function: name } = (await readJsonObject(request)) ?? {};
    const outcome = typeof name === 'string' ? await timers.fire(name) : null;
    if (outcome === null) return sendJson(response, 404, { code: 'FUNCTION_NOT_FOUND', message: `there is no function "${String(name)}"` });
    if (!outcome.ok) return sendJson(response, 500, { ok: false, code: outcome.code, message: outcome.message, log: outcome.log });
    sendJson(response, 200, { ok: true, result: JSON.parse(outcome.result) as unknown, log: outcome.log, durationMs: outcome.durationMs });
  }

  function health(response: ServerResponse): void {
    const ready = options.ready();
    sendJson(response, ready ? 200 : 503, {
      ready,
      envId: options.envId,
      functions: options.functions(),
      collections: options.collections(),
    });
  }

  const people = {
    identities: options.identities,
    miniprograms: options.miniprograms.map(({ name, title, appid, path }) => ({ name, title, appid, path })),
  };
  const project = {
    title: options.title,
    envId: options.envId,
    ...people,
    hosting: options.hosting.map(({ path }) => ({ path })),
    hints: options.hints,
  };
  const routes = new Map<string, (request: IncomingMessage, response: ServerResponse) => Promise<void> | void>([
    ['GET /__emulator/health', (_request, response) => health(response)],
    ['GET /__emulator/clock', (_request, response) => sendJson(response, 200, { now: clock.now(), offsetMs: clock.now() - Date.now() })],
    ['POST /__emulator/clock', advance],
    ['POST /__emulator/timer', fire],
    ['GET /__emulator/identities', (_request, response) => sendJson(response, 200, people)],
    ['GET /__emulator/project', (_request, response) => sendJson(response, 200, project)],
  ]);

  return {
    async handle(request, response, url) {
      const route = routes.get(`${request.method ?? 'GET'} ${url.pathname}`);
      if (!route) return false;
      if (!isLoopbackOrigin(request.headers.origin))
        sendJson(response, 403, { code: 'FORBIDDEN', message: 'only pages of this machine may ask' });
      else await route(request, response);
      return true;
    },
    close: () => Promise.resolve(),
  };
}
