import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { ActivityFeed, FunctionHost, Meter } from '../types.ts';
import type { EndUser } from './context.ts';
import { CloudError } from './failure.ts';
import { checkInvoke, type InvokeRules } from './rules/invoke.ts';
import { CALL_PAYLOAD_BYTES, CALL_RESULT_BYTES } from './limits.ts';
import { parseJson } from './values.ts';

export interface CallOptions {
  readonly functions: FunctionHost;
  readonly meter: Meter;
  readonly feed: ActivityFeed;
  readonly rules: InvokeRules;
}

/**
 * A user's call of a function. `data` is the event's JSON text; answers the JSON text of what the function returned. Refuses a text of more
 * than 100 KB, one that is no JSON, a call that the rules forbid (with `refusal`, which differs by route) and a result of more than 1 MB, as
 * the cloud's gateway does.
 */
export async function callFunction(
  { functions, meter, feed, rules }: CallOptions,
  user: EndUser,
  name: string,
  data: string,
  request: IncomingMessage,
  requestId: string = randomUUID(),
  refusal = 'PERMISSION_DENIED',
): Promise<string> {
  checkInvoke(rules, feed, user, name, refusal);
  const length = Buffer.byteLength(data);
  if (length > CALL_PAYLOAD_BYTES) {
    throw new CloudError('EXCEED_MAX_PAYLOAD_SIZE', `the event has ${length} bytes; a call carries ${CALL_PAYLOAD_BYTES} at most`);
  }
  if (data !== '') parseJson(data, 'the event');
  const result = await functions.invoke({
    name,
    data: data === '' ? '{}' : data,
    identity: user,
    ip: request.socket.remoteAddress ?? '127.0.0.1',
    requestId,
    source: 'client',
  });
  if (!result.ok) throw new CloudError(result.code, result.message);
  if (result.result.length > CALL_RESULT_BYTES) {
    throw new CloudError(
      'EXCEED_MAX_RESPONSE_SIZE',
      `the function's result has ${result.result.length} bytes, more than ${CALL_RESULT_BYTES}`,
    );
  }
  meter.bytes(name, result.result.length);
  return result.result === '' ? 'null' : result.result;
}
