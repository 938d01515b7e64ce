import { createCipheriv } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readRefundNotice } from './refund-notice.ts';

const own = { appid: 'wx1', mchId: '19', key: '192006250b4c09247ec02edce69f6a2d' };
/** MD5 of the key above, computed elsewhere. */
const CIPHER_KEY = 'd96eb16afdd491fa1e705096edbc2205';

function encrypt(xml: string, key = CIPHER_KEY): string {
  const cipher = createCipheriv('aes-256-ecb', key, null);
  return Buffer.concat([cipher.update(xml), cipher.final()]).toString('base64');
}

function notice(info: string, changes: { appid?: string; code?: string } = {}): string {
  const { appid = 'wx1', code = 'SUCCESS' } = changes;
  return `<xml><return_code>${code}</return_code><appid><![CDATA[${appid}]]></appid><mch_id>19</mch_id><nonce_str>n</nonce_str><req_info><![CDATA[${info}]]></req_info></xml>`;
}

describe('a refund notice', () => {
  it('names the refund to ask about', () => {
    const info = encrypt(
      '<root><out_refund_no><![CDATA[R20261121090000000001]]></out_refund_no><refund_status><![CDATA[SUCCESS]]></refund_status></root>',
    );
    expect(readRefundNotice(notice(info), own)).toEqual({ ok: true, outRefundNo: 'R20261121090000000001' });
  });

  it('is decrypted as others do it', () => {
    const known = 'WBzGpzQuNpcFxIlFjUUD9BZv+lpBMzd2SHiKCkwfALWid5G8ZvfOussfMIHLbKJmsY2g6P/DX3YcO2Irvd86vg==';
    expect(encrypt('<root><out_refund_no><![CDATA[R1]]></out_refund_no></root>')).toBe(known);
    // R1 is shorter than any number of ours.
    expect(readRefundNotice(notice(known), own)).toEqual({ ok: false, why: 'req_info' });
  });

  const good = encrypt('<root><out_refund_no>R20261121</out_refund_no></root>');
  it.each<[string, string, string]>([
    ['another key', notice(encrypt('<root><out_refund_no>R20261121</out_refund_no></root>', 'x'.repeat(32))), 'req_info'],
    ['no cipher at all', notice('R20261121'), 'req_info'],
    ['another merchant', notice(good, { appid: 'wx2' }), 'addressee'],
    ['a failure', notice(good, { code: 'FAIL' }), 'return_code'],
    ['a doctype inside', notice(encrypt('<!DOCTYPE x><root><out_refund_no>R20261121</out_refund_no></root>')), 'req_info'],
    ['no XML', 'hello', 'malformed'],
  ])('with %s is refused', (_what, raw, why) => {
    expect(readRefundNotice(raw, own)).toEqual({ ok: false, why });
  });
});
