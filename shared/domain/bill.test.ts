import { describe, expect, it } from 'vitest';
import { compareBill, parseBill, UnreadableBill } from './bill.ts';

const HEAD =
  '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注';
const SUMMARY = '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额';
const paid = (number: string, yuan: string): string =>
  `\`2026-11-20 12:00:01,\`wx1,\`19,\`0,\`,\`4200,\`${number},\`o1,\`JSAPI,\`SUCCESS,\`OTHERS,\`CNY,\`${yuan},\`0.00,\`0,\`0,\`0.00,\`0.00,\`,\`,\`田间集-苹果,大果,\`,\`0.04000,\`0.60%,\`${yuan},\`0.00,\``;
const back = (number: string, yuan: string): string =>
  `\`2026-11-20 13:00:01,\`wx1,\`19,\`0,\`,\`4200,\`A1W,\`o1,\`JSAPI,\`REFUND,\`OTHERS,\`CNY,\`0.00,\`0.00,\`50,\`${number},\`${yuan},\`0.00,\`ORIGINAL,\`PROCESSING,\`苹果,\`,\`-0.00500,\`0.60%,\`0.00,\`${yuan},\``;
const bill = (...rows: string[]): string =>
  `\uFEFF${[HEAD, ...rows, SUMMARY, `\`${rows.length},\`1.00,\`0.00,\`0.00,\`0.04000,\`1.00,\`0.00`].join('\r\n')}\r\n`;

describe("WeChat's daily bill", () => {
  it('is read in fen, with commas in the names of goods', () => {
    expect(parseBill(bill(paid('A1W', '88.05'), back('A1WR1', '0.10')))).toEqual([
      { kind: 'payment', number: 'A1W', amount: 8805, time: '2026-11-20 12:00:01' },
      { kind: 'refund', number: 'A1WR1', amount: 10, time: '2026-11-20 13:00:01' },
    ]);
  });

  it.each([
    ['something else', '<xml><return_code>FAIL</return_code></xml>'],
    ['a half', bill(paid('A1W', '1.00')).split(SUMMARY)[0] ?? ''],
    ['a row lost', bill(paid('A1W', '1.00'), paid('A2W', '1.00')).replace(`${paid('A2W', '1.00')}\r\n`, '')],
    ['an amount that is none', bill(paid('A1W', '1e3'))],
  ])('that is %s is refused', (_what, text) => {
    expect(() => parseBill(text)).toThrow(UnreadableBill);
  });

  it('is compared by number into three lists', () => {
    const rows = parseBill(bill(paid('A1W', '1.00'), paid('A2W', '2.00'), paid('A3W', '3.00'), back('A1WR1', '0.50')));
    const own = (number: string, amount: number): { kind: 'payment'; number: string; amount: number; orderId: string } => ({
      kind: 'payment',
      number,
      amount,
      orderId: `o-${number}`,
    });
    expect(compareBill(rows, [own('A1W', 100), own('A2W', 201), own('A9W', 900)], [{ ...own('A1WR1', 50), kind: 'refund' }])).toEqual({
      oursOnly: [{ kind: 'payment', number: 'A9W', ours: 900, theirs: null, orderId: 'o-A9W' }],
      theirsOnly: [{ kind: 'payment', number: 'A3W', ours: null, theirs: 300, orderId: '' }],
      amountDiffers: [{ kind: 'payment', number: 'A2W', ours: 201, theirs: 200, orderId: 'o-A2W' }],
    });
  });
});
