import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody, TooLarge } from '../../server/http.ts';
import { downloadBill } from './bill.ts';
import { nonce, type Refund } from './model.ts';
import { closeOrder, orderQuery, unifiedOrder } from './orders.ts';
import { refund, refundQuery } from './refunds.ts';
import { type Answer, refuse } from './reply.ts';
import { isSigned, sign, type Fields, type SignType } from './signature.ts';
import type { Till } from './till.ts';
import { buildMessage, parseMessage, XmlFault } from './xml.ts';

export const PATHS = [
  '/pay/unifiedorder',
  '/pay/orderquery',
  '/pay/closeorder',
  '/secapi/pay/refund',
  '/pay/refundquery',
  '/pay/downloadbill',
] as const;
export type ApiPath = (typeof PATHS)[number];

/**
 * A trouble ordered for the next requests of one interface. A code is answered in place of the act; `lost`: the act is done and the answer is not
 * (a 502 page), which is the unknown result that callers must be ready for; `torn`: the daily bill breaks off half-way.
 */
export interface Trouble {
  readonly code: string;
  times: number;
}

export interface MerchantApi {
  /** False when the path is none of WeChat Pay's. */
  handle(path: string, request: IncomingMessage, response: ServerResponse): Promise<boolean>;
  order(path: ApiPath, trouble: Trouble): void;
}

const LONGEST_REQUEST = 65_536;
const NONCE = /^.{1,32}$/;

function send(response: ServerResponse, text: string): void {
  response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8', 'content-length': Buffer.byteLength(text) }).end(text);
}

function badGateway(response: ServerResponse): void {
  response.writeHead(502, { 'content-type': 'text/html' }).end('<html><body>502 Bad Gateway</body></html>');
}

/** A refusal before the signature could be trusted is not signed. */
function fail(response: ServerResponse, text: string, code?: string): void {
  send(response, buildMessage({ return_code: 'FAIL', return_msg: text, ...(code === undefined ? {} : { error_code: code }) }));
}

export function isApiPath(path: string): path is ApiPath {
  return (PATHS as readonly string[]).includes(path);
}

/** The interfaces under the merchant's key: POST, strict XML, signed both ways. */
export function createMerchantApi(till: Till, accepted: (refund: Refund) => void): MerchantApi {
  const { appid, mchId, key } = till.merchant;
  const troubles = new Map<ApiPath, Trouble>();

  function act(path: Exclude<ApiPath, '/pay/downloadbill'>, fields: Fields, signType: SignType): Answer {
    switch (path) {
      case '/pay/unifiedorder':
        return unifiedOrder(till, fields, signType);
      case '/pay/orderquery':
        return orderQuery(till, fields);
      case '/pay/closeorder':
        return closeOrder(till, fields);
      case '/secapi/pay/refund':
        return refund(till, fields, accepted);
      case '/pay/refundquery':
        return refundQuery(till, fields);
    }
  }

  function takeTrouble(path: ApiPath): string | null {
    const trouble = troubles.get(path);
    if (!trouble) return null;
    trouble.times -= 1;
    if (trouble.times <= 0) troubles.delete(path);
    return trouble.code;
  }

  /** The message's text is not trusted until this has answered its sign type. */
  function checked(fields: Fields): { signType: SignType } | { fault: string } {
    const signType = fields['sign_type'] || 'MD5';
    if (signType !== 'MD5' && signType !== 'HMAC-SHA256') return { fault: 'sign_type不正确' };
    if (fields['mch_id'] !== mchId) return { fault: '商户号mch_id不存在' };
    if (!isSigned(fields, key, signType)) return { fault: '签名错误' };
    if (fields['appid'] !== appid) return { fault: 'appid与mch_id不匹配' };
    if (!NONCE.test(fields['nonce_str'] ?? '')) return { fault: '缺少参数nonce_str' };
    return { signType };
  }

  function answer(response: ServerResponse, outcome: Answer, signType: SignType): void {
    const common = { return_code: 'SUCCESS', return_msg: 'OK', appid, mch_id: mchId, nonce_str: nonce() };
    const own: Record<string, string> = outcome.ok
      ? { result_code: 'SUCCESS', ...outcome.fields }
      : { result_code: 'FAIL', err_code: outcome.code, err_code_des: outcome.text };
    const fields = { ...common, ...own };
    send(response, buildMessage({ ...fields, sign: sign(fields, key, signType) }));
  }

  function carryOut(path: ApiPath, fields: Fields, signType: SignType, response: ServerResponse): void {
    const trouble = takeTrouble(path);
    if (path === '/pay/downloadbill') {
      if (trouble === 'lost') return badGateway(response);
      const bill =
        trouble === null || trouble === 'torn' ? downloadBill(till, fields) : { ok: false as const, text: trouble, code: '20002' };
      if (bill.ok) return send(response, trouble === 'torn' ? bill.text.slice(0, bill.text.length / 2) : bill.text);
      return fail(response, bill.text, bill.code);
    }
    if (trouble !== null && trouble !== 'lost') return answer(response, refuse(trouble, '沙箱按要求制造的失败'), signType);
    const outcome = act(path, fields, signType);
    if (trouble === 'lost') badGateway(response);
    else answer(response, outcome, signType);
  }

  return {
    order: (path, trouble) => void troubles.set(path, trouble),
    async handle(path, request, response) {
      if (!isApiPath(path)) return false;
      if (request.method !== 'POST') {
        fail(response, 'REQUIRE_POST_METHOD');
        return true;
      }
      try {
        const fields = parseMessage((await readBody(request, LONGEST_REQUEST)).toString('utf8'));
        const check = checked(fields);
        if ('fault' in check) fail(response, check.fault);
        else carryOut(path, fields, check.signType, response);
      } catch (error) {
        if (error instanceof XmlFault) fail(response, error.message === 'empty' ? 'POST_DATA_EMPTY' : 'XML格式错误');
        else if (error instanceof TooLarge) fail(response, 'XML格式错误');
        else throw error;
      }
      return true;
    },
  };
}
