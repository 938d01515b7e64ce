import { ControlRefusal, handleControlRoute } from '../server/control-route.ts';
import type { Service } from '../types.ts';
import type { FaultBook } from './faults.ts';
import { CALL_CODES, NOTICE_BEHAVIOURS, readOrder } from './orders.ts';

/**
 * `GET /__emulator/faults` → `{faults, functions, codes, behaviours}`; `POST {kind, …}` orders one and answers it; `DELETE` ends all of them,
 * `DELETE /__emulator/faults/<id>` one.
 */
export function createFaultRoutes(book: FaultBook, functions: () => readonly string[]): Service {
  return {
    handle: (request, response, url) =>
      handleControlRoute('/__emulator/faults', request, response, url, async ({ method, rest, body }) => {
        switch (method) {
          case 'GET':
            return { faults: book.active(), functions: functions(), codes: CALL_CODES, behaviours: NOTICE_BEHAVIOURS, now: Date.now() };
          case 'POST': {
            const order = readOrder(await body(), functions());
            if (order.kind === 'drop-sockets') {
              book.dropSockets();
              return { kind: order.kind };
            }
            return book.order(order);
          }
          case 'DELETE':
            if (rest === '') book.endAll();
            else if (!book.end(rest)) throw new ControlRefusal(404, 'NOT_FOUND', `there is no fault ${rest}: it has ended`);
            return { faults: book.active() };
          default:
            throw new ControlRefusal(405, 'INVALID_PARAM', `${method} is not offered here`);
        }
      }),
    close() {
      book.endAll();
      return Promise.resolve();
    },
  };
}
