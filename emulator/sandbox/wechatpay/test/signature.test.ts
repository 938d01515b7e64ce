import { describe, expect, it } from 'vitest';
import { encryptRefund, isSigned, sign, type Fields } from '../signature.ts';
import { buildMessage, parseMessage, XmlFault } from '../xml.ts';

const KEY = '192006250b4c09247ec02edce69f6a2d';
const OFFICIAL: Fields = {
  appid: 'wxd930ea5d5a258f4f',
  mch_id: '10000100',
  device_info: '1000',
  body: 'test',
  nonce_str: 'ibuaiVcKdpRxkhJA',
};
const ORDER: Fields = {
  appid: 'wxd930ea5d5a258f4f',
  mch_id: '10000100',
  nonce_str: '5K8264ILTKCH16CQ2502SI8ZNMTM67VS',
  sign_type: 'MD5',
  body: '商城-测试商品A&B',
  out_trade_no: 'M20261120120000123456',
  total_fee: '8800',
  spbill_create_ip: '127.0.0.1',
  notify_url: 'https://mall.example.com/pay/notify',
  trade_type: 'JSAPI',
  openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o',
  time_expire: '20261120123000',
};
const PAYMENT: Fields = {
  appId: 'wxd678efh567hg6787',
  nonceStr: '5K8264ILTKCH16CQ2502SI8ZNMTM67VS',
  package: 'prepay_id=wx2017033010242291fcfe0db70013231072',
  signType: 'MD5',
  timeStamp: '1490840662',
};

describe('signatures', () => {
  it.each([
    ['the official example', OFFICIAL, KEY, 'MD5', '9A0A8659F005D6984697E2CA0A9CF3B7'],
    ['the official example', OFFICIAL, KEY, 'HMAC-SHA256', '6A9AE1657590FD6257D693A078E1C3E4BB6BA4DC30B23E0EE2496E54170DACD6'],
    ['the official paySign', PAYMENT, 'qazwsxedcrfvtgbyhnujmikolp111111', 'MD5', '22D9B4E54AB1950F51E0649E8810ACD6'],
    ['an order in Chinese', ORDER, KEY, 'MD5', 'CE36CE4298BF265D5F435B0083AF31F2'],
    [
      'an order in Chinese',
      { ...ORDER, sign_type: 'HMAC-SHA256' },
      KEY,
      'HMAC-SHA256',
      '4ADCA738C5ED5B6F25EC3622E97C72B07CD2A326E88D590A4937F3625E421C88',
    ],
  ] as const)('of %s (%#) are as published', (_name, fields, key, type, expected) => {
    expect(sign(fields, key, type)).toBe(expected);
    expect(isSigned({ ...fields, sign: expected, empty: '' }, key, type)).toBe(true);
    expect(isSigned({ ...fields, sign: expected, added: '1' }, key, type)).toBe(false);
  });

  it('of a refund notice are an encryption', () => {
    expect(encryptRefund('<root><out_refund_no><![CDATA[R1]]></out_refund_no></root>', KEY)).toBe(
      'WBzGpzQuNpcFxIlFjUUD9BZv+lpBMzd2SHiKCkwfALWid5G8ZvfOussfMIHLbKJmsY2g6P/DX3YcO2Irvd86vg==',
    );
  });
});

describe('messages', () => {
  it('keep every character', () => {
    const fields = { body: ' 商城 <A&B> ]]> ', attach: '007', empty: '' };
    expect(parseMessage(`<?xml version="1.0"?>\n${buildMessage(fields)}`)).toEqual(fields);
    expect(parseMessage('<xml><a>1 &lt; 2</a>\n <b>\n</b></xml>')).toEqual({ a: '1 < 2', b: '\n' });
  });

  it.each([
    '',
    'hello',
    '<xml><a>1</a>',
    '<xml><a>1</a><a>2</a></xml>',
    '<xml><a><b>1</b></a></xml>',
    '<xml>text<a>1</a></xml>',
    '<root><a>1</a></root>',
    '<!DOCTYPE x [<!ENTITY e "x">]><xml><a>&e;</a></xml>',
    '<xml><__proto__>1</__proto__></xml>',
    '<xml><a>1</a></xml><xml><b>1</b></xml>',
  ])('that are not flat and plain are refused: %s', (text) => {
    expect(() => parseMessage(text)).toThrow(XmlFault);
  });
});
