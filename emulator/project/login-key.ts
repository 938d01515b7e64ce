import { createPublicKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** A custom login key as the cloud's console hands it out, and its public half for whoever checks tickets. */
export interface CustomLoginKey {
  readonly privateKeyId: string;
  readonly publicKeyPem: string;
  /** Base64 of the downloaded JSON: {private_key_id, private_key, env_id}. */
  readonly credentials: string;
}

interface KeyFile {
  readonly private_key_id: string;
  readonly private_key: string;
  readonly env_id: string;
}

/** The key of a data folder, made on first use: tickets signed before a restart stay good. */
export function customLoginKey(file: string, envId: string): CustomLoginKey {
  if (!existsSync(file)) {
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    const made: KeyFile = { private_key_id: randomUUID(), private_key: privateKey, env_id: envId };
    writeFileSync(file, JSON.stringify(made), { mode: 0o600 });
  }
  const key = JSON.parse(readFileSync(file, 'utf8')) as KeyFile;
  return {
    privateKeyId: key.private_key_id,
    publicKeyPem: createPublicKey(key.private_key).export({ type: 'spki', format: 'pem' }).toString(),
    credentials: Buffer.from(JSON.stringify(key)).toString('base64'),
  };
}
