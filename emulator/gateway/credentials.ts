import type { IncomingMessage } from 'node:http';
import type { FunctionHost, Identity } from '../types.ts';
import { type Caller, SCRIPT } from './context.ts';
import { CloudError } from './failure.ts';
import type { PlainObject } from './values.ts';

/** Who sent a request to `/admin`: the invocation it belongs to, or a script. */
export interface Sender {
  readonly caller: Caller;
  /** Nested calls of a function carry its caller's identity, where that is assumed. */
  readonly identity: Identity;
}

const SYSTEM: Identity = { kind: 'system' };
const SCRIPT_SENDER: Sender = { caller: SCRIPT, identity: SYSTEM };

function secretIdOf(request: IncomingMessage): string | undefined {
  return /Credential=([^/,\s]+)/.exec(request.headers.authorization ?? '')?.[1];
}

/**
 * A running function is known by the session token that the SDK sends along (`tcb_sessionToken`, `sessionToken`). Who has no such token is
 * a script; with `scriptSecretId` it must carry that id, which `<data>/env` holds.
 */
export function senderOf(request: IncomingMessage, body: PlainObject, functions: FunctionHost, scriptSecretId: string | undefined): Sender {
  for (const token of [body['sessionToken'], body['tcb_sessionToken']]) {
    if (typeof token !== 'string' || token === '') continue;
    const invocation = functions.invocationOf(token);
    if (invocation !== null) {
      return {
        caller: { kind: 'admin', functionName: invocation.name, requestId: invocation.requestId },
        identity: invocation.identity,
      };
    }
  }
  if (scriptSecretId !== undefined && secretIdOf(request) !== scriptSecretId) {
    throw new CloudError(
      'SIGN_PARAM_INVALID',
      'the request carries neither the token of a running invocation nor the credentials of a script (the file env in the data folder)',
    );
  }
  return SCRIPT_SENDER;
}
