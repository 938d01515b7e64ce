import { verify } from 'node:crypto';
import { isPlainObject } from '../values.ts';
import { AuthError } from './errors.ts';

export interface CustomLoginKey {
  readonly privateKeyId: string;
  readonly publicKeyPem: string;
}

function part(text: string): unknown {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return value;
  } catch {
    return null;
  }
}

/**
 * The user id of a custom-login ticket, `<key id>/@@/<JWT RS256>` as `createTicket` of the server SDK makes it. Refuses another key, a wrong
 * signature, another environment, and a ticket whose time (`exp`, ms) is over.
 */
export function userOfTicket(ticket: unknown, key: CustomLoginKey | undefined, envId: string, now: number): string {
  if (key === undefined) throw new AuthError('invalid_custom_ticket', 'this CloudBase has no custom login key');
  const [keyId, token, ...rest] = typeof ticket === 'string' ? ticket.split('/@@/') : [];
  if (keyId === undefined || token === undefined || rest.length > 0)
    throw new AuthError('invalid_custom_ticket', 'the ticket is malformed');
  if (keyId !== key.privateKeyId) throw new AuthError('invalid_custom_ticket', 'the ticket was made with another key');
  const [header, payload, signature] = token.split('.');
  const head = part(header ?? '');
  if (!isPlainObject(head) || head['alg'] !== 'RS256' || payload === undefined || signature === undefined) {
    throw new AuthError('invalid_custom_ticket', 'the ticket is malformed');
  }
  if (!verify('RSA-SHA256', Buffer.from(`${header}.${payload}`), key.publicKeyPem, Buffer.from(signature, 'base64url'))) {
    throw new AuthError('invalid_custom_ticket', 'the signature of the ticket is wrong');
  }
  const claims = part(payload);
  if (!isPlainObject(claims)) throw new AuthError('invalid_custom_ticket', 'the ticket is malformed');
  if (claims['env'] !== envId) throw new AuthError('invalid_custom_ticket', 'the ticket is for another environment');
  if (typeof claims['exp'] !== 'number' || claims['exp'] <= now) throw new AuthError('invalid_custom_ticket', 'the ticket has expired');
  const uid = claims['uid'];
  if (typeof uid !== 'string' || !/^[a-zA-Z0-9_\-#@~=*(){}[\]:.,<>+]{4,32}$/.test(uid)) {
    throw new AuthError('invalid_custom_ticket', 'the user id of the ticket is not one');
  }
  return uid;
}
