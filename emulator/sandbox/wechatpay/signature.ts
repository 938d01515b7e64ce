import { createCipheriv, createHash, createHmac, timingSafeEqual } from 'node:crypto';

export type SignType = 'MD5' | 'HMAC-SHA256';
export type Fields = Readonly<Record<string, string>>;

/** WeChat Pay v2: non-empty fields but `sign`, by name, then the key; MD5 or HMAC-SHA256, in capitals. */
export function sign(fields: Fields, key: string, type: SignType): string {
  const text = Object.entries(fields)
    .filter(([name, value]) => name !== 'sign' && value !== '')
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([name, value]) => `${name}=${value}`)
    .concat(`key=${key}`)
    .join('&');
  const digest = type === 'MD5' ? createHash('md5').update(text, 'utf8') : createHmac('sha256', key).update(text, 'utf8');
  return digest.digest('hex').toUpperCase();
}

export function isSigned(fields: Fields, key: string, type: SignType): boolean {
  const wanted = Buffer.from(sign(fields, key, type));
  const given = Buffer.from(fields['sign'] ?? '');
  return wanted.length === given.length && timingSafeEqual(wanted, given);
}

/** The secret part of a refund notice: AES-256-ECB under the MD5 of the key. */
export function encryptRefund(xml: string, key: string): string {
  const cipher = createCipheriv('aes-256-ecb', createHash('md5').update(key, 'utf8').digest('hex'), null);
  return Buffer.concat([cipher.update(xml, 'utf8'), cipher.final()]).toString('base64');
}
