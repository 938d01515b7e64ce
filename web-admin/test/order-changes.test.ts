import { describe, expect, it } from 'vitest';
import { readPasted } from '../src/pages/orders/batch-ship.ts';
import { changeActions, goodsAmountOf, ordersCsv, readPrices } from '../src/pages/orders/order-changes.ts';
import { anOrder } from './documents.ts';

describe('changing an order', () => {
  const all = ['orders.price', 'orders.address'];

  it('is possible before payment, its address until it is shipped', () => {
    expect(changeActions('pending_payment', all)).toEqual({ price: true, address: true });
    expect(changeActions('paid', all)).toEqual({ price: false, address: true });
    expect(changeActions('shipped', all)).toEqual({ price: false, address: false });
    expect(changeActions('pending_payment', [])).toEqual({ price: false, address: false });
  });

  it('reads two sums and adds them up', () => {
    expect(readPrices('55', '８.00')).toEqual({ ok: true, goodsAmount: 5500, freightAmount: 800, paymentAmount: 6300 });
    expect(readPrices('55.005', '')).toMatchObject({ ok: false, goods: '请输入金额，最多两位小数', freight: '请输入金额，最多两位小数' });
    expect(goodsAmountOf(anOrder())).toBe(5500);
  });
});

describe('the list as CSV', () => {
  const lines = (csv: string): string[] => csv.split('\r\n');

  it('has a byte order mark, a head and a line for every order', () => {
    const csv = ordersCsv([anOrder(), anOrder({ _id: 'o2' })]);
    expect(csv.startsWith('\uFEFF订单号,')).toBe(true);
    expect(lines(csv)).toHaveLength(4);
    expect(lines(csv)[1]?.split(',')).toHaveLength(16);
    expect(lines(csv)[1]).toContain('\t202611200001,2026-11-20 12:00,');
  });

  it('quotes what must be quoted and lets no cell be a formula', () => {
    const csv = ordersCsv([anOrder({ remark: '=HYPERLINK("x")' })], new Map([[anOrder()._id, '一,二\n三']]));
    expect(csv).toContain(`"'=HYPERLINK(""x"")"`);
    expect(csv).toContain('"一,二\n三"');
    for (const sign of '=+-@＝＋－＠') expect(ordersCsv([anOrder({ remark: `${sign}1` })])).toContain(`,'${sign}1,`);
  });
});

describe('pasted parcel numbers', () => {
  it('come a line an order, parted as spreadsheets do', () => {
    expect(readPasted('202611210001\tsf1234567890\r\n\n 202611210002，YT12345678 ')).toEqual([
      { orderNo: '202611210001', number: 'SF1234567890', problem: '' },
      { orderNo: '202611210002', number: 'YT12345678', problem: '' },
    ]);
  });

  it('say line by line what is wrong', () => {
    const pasted = '202611210001 SF1234567890\n202611210001 SF1234567891\n202611210003 SF1234567890\n202611210004\nabc SF1234567892';
    expect(readPasted(pasted).map((line) => line.problem)).toEqual([
      '',
      '订单号重复',
      '快递单号重复',
      '每行一个订单号和一个快递单号',
      '订单号不对',
    ]);
  });
});
