import { parseBeijingStamp } from '@shop/shared/domain/time.ts';
import { sameSignature, sign } from './wechatpay-signature.ts';

/** A payment that WeChat vouches for. Amount in fen. */
export interface PaymentNotice {
  readonly outTradeNo: string;
  readonly transactionId: string;
  readonly amount: number;
  readonly paidAt: Date;
}

export type NoticeVerdict = { readonly ok: true; readonly notice: PaymentNotice } | { readonly ok: false; readonly why: string };

const MOST_BYTES = 64 * 1024;
/** `<name>text</name>` or `<name><![CDATA[text]]></name>`, and nothing else. */
const CHILD = /<([A-Za-z_][A-Za-z0-9_]*)>(?:<!\[CDATA\[([\s\S]*?)\]\]>|([^<&]*(?:&(?:lt|gt|amp|quot|apos);[^<&]*)*))<\/\1>\s*/y;
const ENTITIES: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&', '&quot;': '"', '&apos;': "'" };

/**
 * Reads WeChat's flat XML strictly: one root element with children of plain text, each name once. Null for anything else (a doctype, nesting, attributes, a repeated
 * element, something behind the end). A general parser is what tenpay's known weaknesses come from, so this is not one.
 */
export function parseFlatXml(text: string, root: 'xml' | 'root' = 'xml'): Map<string, string> | null {
  if (text.length > MOST_BYTES) return null;
  const body = contentOf(text, root);
  if (body === null) return null;
  const fields = new Map<string, string>();
  CHILD.lastIndex = 0;
  for (let at = 0; at < body.length; at = CHILD.lastIndex) {
    CHILD.lastIndex = at;
    const child = CHILD.exec(body);
    const name = child?.[1];
    if (!child || name === undefined || fields.has(name)) return null;
    fields.set(name, child[2] ?? (child[3] ?? '').replace(/&\w+;/g, (entity) => ENTITIES[entity] ?? entity));
  }
  return fields;
}

/** What stands in the root element. Anybody may send us text, so no pattern looks for it that could go over 64 KB of blanks once for each of them. */
function contentOf(text: string, root: string): string | null {
  let rest = text.trim();
  if (rest.startsWith('<?xml')) {
    const end = rest.indexOf('>');
    if (rest[end - 1] !== '?') return null;
    rest = rest.slice(end + 1).trimStart();
  }
  const [open, close] = [`<${root}>`, `</${root}>`];
  if (!rest.startsWith(open) || !rest.endsWith(close)) return null;
  return rest.slice(open.length, -close.length).trimStart();
}

/** Verifies a payment notice as it came: signature over the raw fields, who it is for, currency, success. The amount is compared with our books by the service. */
export function verifyNotice(raw: string, own: { appid: string; mchId: string; key: string }): NoticeVerdict {
  const fields = parseFlatXml(raw);
  if (fields === null) return { ok: false, why: 'malformed' };
  const read = (name: string): string => fields.get(name) ?? '';
  if (read('return_code') !== 'SUCCESS') return { ok: false, why: 'return_code' };
  const type = read('sign_type') || 'MD5';
  if (type !== 'MD5' && type !== 'HMAC-SHA256') return { ok: false, why: 'sign_type' };
  if (!sameSignature(read('sign'), sign(fields, own.key, type))) return { ok: false, why: 'signature' };
  if (read('appid') !== own.appid || read('mch_id') !== own.mchId) return { ok: false, why: 'addressee' };
  if (read('result_code') !== 'SUCCESS') return { ok: false, why: 'result_code' };
  if ((read('fee_type') || 'CNY') !== 'CNY') return { ok: false, why: 'currency' };
  if (!/^[1-9]\d{0,9}$/.test(read('total_fee'))) return { ok: false, why: 'total_fee' };
  const outTradeNo = read('out_trade_no');
  const transactionId = read('transaction_id');
  if (!/^[A-Za-z0-9_-]{6,32}$/.test(outTradeNo) || !/^\w{1,32}$/.test(transactionId)) return { ok: false, why: 'numbers' };
  const paidAt = parseBeijingStamp(read('time_end'));
  if (paidAt === null) return { ok: false, why: 'time_end' };
  return { ok: true, notice: { outTradeNo, transactionId, amount: Number(read('total_fee')), paidAt: new Date(paidAt) } };
}
