import { ControlRefusal, handleControlRoute } from '../server/control-route.ts';
import type { Service } from '../types.ts';
import type { Usage } from './usage.ts';

/** `GET /__emulator/usage` → the report; `POST {collection?, unit?}` counts anew, an insert into that collection being one unit. */
export function createUsageRoutes(usage: Usage, collections: () => readonly string[]): Service {
  return {
    handle: (request, response, url) =>
      handleControlRoute('/__emulator/usage', request, response, url, async ({ method, rest, body }) => {
        if (rest !== '') throw new ControlRefusal(404, 'NOT_FOUND', `${rest} is not known here`);
        if (method === 'POST') {
          const { collection, unit = '单' } = await body();
          if (collection === undefined) usage.begin();
          else if (typeof collection !== 'string' || !collections().includes(collection))
            throw new ControlRefusal(400, 'INVALID_PARAM', `there is no collection ${String(collection)}`);
          else if (typeof unit !== 'string' || unit === '' || unit.length > 20)
            throw new ControlRefusal(400, 'INVALID_PARAM', 'unit is a word of at most 20 characters');
          else usage.begin({ collection, unit });
        } else if (method !== 'GET') throw new ControlRefusal(405, 'INVALID_PARAM', `${method} is not offered here`);
        return { ...usage.report(), collections: collections() };
      }),
    close: () => Promise.resolve(usage.close()),
  };
}
