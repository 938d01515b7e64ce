import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseFlatXml, verifyNotice } from './payment-notice.ts';
import { sign } from './wechatpay-signature.ts';

const KEY = '192006250b4c09247ec02edce69f6a2d';
const own = { appid: 'wxd930ea5d5a258f4f', mchId: '10000100', key: KEY };
const FIELDS: Readonly<Record<string, string>> = {
  appid: own.appid,
  bank_type: 'OTHERS',
  cash_fee: '8800',
  fee_type: 'CNY',
  is_subscribe: 'N',
  mch_id: own.mchId,
  nonce_str: '5d2b6c2a8db53831f7eda20af46e531c',
  openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o',
  out_trade_no: 'M20261120120000123456',
  result_code: 'SUCCESS',
  return_code: 'SUCCESS',
  time_end: '20261120120133',
  total_fee: '8800',
  trade_type: 'JSAPI',
  transaction_id: '4200001234202611201234567890',
};

function xml(fields: Readonly<Record<string, string>>): string {
  return `<xml>${Object.entries(fields)
    .map(([name, value]) => `<${name}><![CDATA[${value}]]></${name}>`)
    .join('\n')}</xml>`;
}

function signed(changes: Readonly<Record<string, string>> = {}, type: 'MD5' | 'HMAC-SHA256' = 'MD5'): string {
  const fields = { ...FIELDS, ...changes };
  return xml({ ...fields, sign: sign(new Map(Object.entries(fields)), KEY, type) });
}

describe('WeChat Pay signatures', () => {
  it('equal the published vectors', () => {
    const a = new Map(
      Object.entries({ appid: own.appid, mch_id: own.mchId, device_info: '1000', body: 'test', nonce_str: 'ibuaiVcKdpRxkhJA' }),
    );
    expect(sign(a, KEY)).toBe('9A0A8659F005D6984697E2CA0A9CF3B7');
    expect(sign(a, KEY, 'HMAC-SHA256')).toBe('6A9AE1657590FD6257D693A078E1C3E4BB6BA4DC30B23E0EE2496E54170DACD6');
    expect(sign(new Map(Object.entries(FIELDS)), KEY)).toBe('1271752DD9EE872E82A4627AECE5E13C');
    expect(sign(new Map(Object.entries({ ...FIELDS, sign_type: 'HMAC-SHA256', attach: '' })), KEY, 'HMAC-SHA256')).toBe(
      '93A25D4B48B12E560CAC38F436A7DD3C7FAB0CC307D19EF393D9A54F7B60B5BE',
    );
  });
});

describe('a payment notice', () => {
  it('is taken when everything is right', () => {
    expect(verifyNotice(signed(), own)).toEqual({
      ok: true,
      notice: {
        outTradeNo: FIELDS['out_trade_no'],
        transactionId: FIELDS['transaction_id'],
        amount: 8800,
        paidAt: new Date('2026-11-20T04:01:33Z'),
      },
    });
    expect(verifyNotice(signed({ sign_type: 'HMAC-SHA256' }, 'HMAC-SHA256'), own).ok).toBe(true);
    expect(verifyNotice(signed({ attach: ' a&b ' }), own).ok).toBe(true);
  });

  it('is refused when any field was changed after signing', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(FIELDS)), fc.stringMatching(/^[A-Za-z0-9]{1,20}$/), (name, value) => {
        fc.pre(FIELDS[name] !== value);
        const forged = signed().replace(`<${name}><![CDATA[${FIELDS[name] ?? ''}]]>`, `<${name}><![CDATA[${value}]]>`);
        expect(verifyNotice(forged, own).ok).toBe(false);
      }),
    );
  });

  it.each([
    ['signature', xml({ ...FIELDS, sign: 'A'.repeat(32) })],
    ['signature', xml(FIELDS)],
    ['addressee', signed({ mch_id: '10000101' })],
    ['addressee', signed({ appid: 'wx0000000000000000' })],
    ['result_code', signed({ result_code: 'FAIL' })],
    ['currency', signed({ fee_type: 'USD' })],
    ['total_fee', signed({ total_fee: '-1' })],
    ['total_fee', signed({ total_fee: '88.00' })],
    ['time_end', signed({ time_end: '20269999999999' })],
    ['sign_type', signed({ sign_type: 'RSA' })],
  ])('with a wrong %s is refused', (why, text) => {
    expect(verifyNotice(text, own)).toEqual({ ok: false, why });
  });

  it.each([
    ['a doctype', '<!DOCTYPE x [<!ENTITY a "b">]><xml><a>1</a></xml>'],
    ['nesting', '<xml><a><b>1</b></a></xml>'],
    ['a repeated name', '<xml><a>1</a><a>2</a></xml>'],
    ['an attribute', '<xml><a b="c">1</a></xml>'],
    ['text behind the end', '<xml><a>1</a></xml>x'],
    ['an unclosed tag', '<xml><a>1'],
    ['an unknown entity', '<xml><a>&x;</a></xml>'],
    ['a bare text', '<xml>hello</xml>'],
    ['nothing', ''],
    ['a flood', `<xml>${'<a>'.repeat(30_000)}</xml>`],
  ])('with %s is malformed', (_what, text) => {
    expect(parseFlatXml(text)).toBeNull();
    expect(verifyNotice(text, own)).toEqual({ ok: false, why: 'malformed' });
  });

  it.each([
    ['blanks', ' '.repeat(65_000)],
    ['blanks in the root', `<xml>${' '.repeat(65_000)}`],
    ['declarations', '<?xml '.repeat(10_000)],
    ['ends', `<xml>${'</xml> '.repeat(9_000)}x`],
    ['an open CDATA', `<xml><a><![CDATA[${']]>'.repeat(21_000)}</xml>`],
    ['entities', `<xml><a>${'&lt;'.repeat(16_000)}</xml>`],
  ])('of nothing but %s is read through once', (_what, text) => {
    const begun = process.cpuUsage();
    expect(parseFlatXml(text)).toBeNull();
    // Going over them once for each of them takes seconds, of a process that WeChat's own notices wait for.
    expect(process.cpuUsage(begun).user).toBeLessThan(500_000);
  });

  it('may have a declaration and blanks around it', () => {
    expect(parseFlatXml(' \n<?xml version="1.0"?>\n<xml>\n<a>1</a>\n</xml>\n')?.get('a')).toBe('1');
    expect(parseFlatXml('<?xml version="1.0"><xml><a>1</a></xml>')).toBeNull();
  });

  it('cannot reach a prototype', () => {
    expect(parseFlatXml('<xml><__proto__>1</__proto__></xml>')?.get('__proto__')).toBe('1');
    expect(({} as Record<string, unknown>)['1']).toBeUndefined();
  });
});
