import { createDecipheriv, createHash } from 'node:crypto';
import { parseFlatXml } from './payment-notice.ts';

/** Which refund WeChat has news of. */
export type RefundNoticeVerdict = { readonly ok: true; readonly outRefundNo: string } | { readonly ok: false; readonly why: string };

/**
 * Reads a refund notice. It carries no signature and its cipher (AES-256-ECB under the MD5 of the key) no integrity, so nothing in it is believed but which
 * refund to ask about.
 */
export function readRefundNotice(raw: string, own: { appid: string; mchId: string; key: string }): RefundNoticeVerdict {
  const fields = parseFlatXml(raw);
  if (fields === null) return { ok: false, why: 'malformed' };
  if (fields.get('return_code') !== 'SUCCESS') return { ok: false, why: 'return_code' };
  if (fields.get('appid') !== own.appid || fields.get('mch_id') !== own.mchId) return { ok: false, why: 'addressee' };
  const secret = decrypt(fields.get('req_info') ?? '', own.key);
  const outRefundNo = secret === null ? undefined : parseFlatXml(secret, 'root')?.get('out_refund_no');
  if (outRefundNo === undefined || !/^[A-Za-z0-9_|*@-]{6,64}$/.test(outRefundNo)) return { ok: false, why: 'req_info' };
  return { ok: true, outRefundNo };
}

/** Null for what was not encrypted with our key. */
function decrypt(base64: string, key: string): string | null {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length === 0 || bytes.length % 16 !== 0) return null;
  try {
    const decipher = createDecipheriv('aes-256-ecb', createHash('md5').update(key).digest('hex'), null);
    return Buffer.concat([decipher.update(bytes), decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}
