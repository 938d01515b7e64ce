import tcb from '@cloudbase/node-sdk';
import { required } from './config.ts';

interface LoginKey {
  private_key_id: string;
  private_key: string;
  env_id?: string;
}

function loginKey(): LoginKey {
  return JSON.parse(Buffer.from(required('CUSTOM_LOGIN_KEY'), 'base64').toString('utf8')) as LoginKey;
}

/** A custom-login ticket for the console: signed with the environment's private key, good for ten minutes, for `signInWithCustomTicket`. `lifetimeMs` bounds the session. */
export function consoleTicket(identity: string, lifetimeMs: number): string {
  const key = loginKey();
  const credentials = { private_key_id: key.private_key_id, private_key: key.private_key, env_id: key.env_id ?? required('TCB_ENV') };
  const signer = tcb.init({ env: credentials.env_id, credentials });
  return signer.auth().createTicket(identity, { refresh: lifetimeMs, expire: Date.now() + lifetimeMs });
}
