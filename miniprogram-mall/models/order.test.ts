import type { OrderDocument } from '@shop/shared/database/documents.ts';
import { expect, test } from 'vitest';
import { amountRows, countdown, orderActs, orderCard, orderSteps, statusHead } from './order.ts';

const at = (minutes: number): Date => new Date(Date.UTC(2026, 10, 20, 4, minutes));
const item = {
  productId: 'p',
  skuId: 'k',
  name: '苹果',
  image: '',
  specs: '5kg',
  unit: '箱',
  unitPrice: 5000,
  quantity: 2,
  amount: 10_000,
  discount: 0,
  payable: 10_000,
};
const order = (more: Partial<OrderDocument> = {}): OrderDocument => ({
  _id: 'o1',
  orderNo: '202611200001',
  _openid: 'me',
  userId: 'me',
  requestId: 'r',
  source: 'mall',
  status: 'pending_payment',
  placed: true,
  hidden: false,
  items: [item],
  itemCount: 2,
  address: { name: '', phone: '', province: '', city: '', district: '', detail: '' },
  remark: '',
  totalAmount: 10_000,
  discountAmount: 0,
  freightAmount: 0,
  pointsUsed: 0,
  pointsAmount: 0,
  paymentAmount: 10_000,
  explain: [],
  refundedAmount: 0,
  parcels: [],
  createTime: at(0),
  expireTime: at(30),
  updateTime: at(0),
  ...more,
});
const acts = (more: Partial<OrderDocument>, now = at(1)): string[] => orderActs(order(more), now.getTime()).map(({ act }) => act);
const parcel = { company: 'shunfeng', companyName: '顺丰速运', number: 'SF123456', shippedAt: at(2) };

test('each state offers what the customer may do then', () => {
  expect(acts({})).toEqual(['cancel', 'pay']);
  expect(acts({}, at(31))).toEqual(['cancel']);
  expect(acts({ status: 'paid' })).toEqual(['refund', 'again']);
  expect(acts({ status: 'shipped', parcels: [parcel] })).toEqual(['track', 'again', 'confirm']);
  expect(acts({ status: 'completed', parcels: [parcel] })).toEqual(['remove', 'track', 'again']);
  expect(acts({ status: 'cancelled' })).toEqual(['remove', 'again']);
  expect(orderActs(order(), at(1).getTime()).find(({ main }) => main)?.act).toBe('pay');
});

test('a card tells one line in full and several as pictures', () => {
  expect(orderCard(order(), at(1).getTime())).toMatchObject({
    only: { name: '苹果' },
    time: '2026-11-20 12:00',
    deadline: at(30).getTime(),
  });
  const many = orderCard(order({ items: Array.from({ length: 6 }, () => item) }), at(1).getTime());
  expect([many.only, many.pictures.length, many.more]).toEqual([null, 4, 2]);
});

test('the countdown rounds up and ends empty', () => {
  expect([countdown(1), countdown(90_000), countdown(3_723_000), countdown(0)]).toEqual(['00:01', '01:30', '1:02:03', '']);
});

test('steps follow the times that are there', () => {
  expect(orderSteps(order({ status: 'paid', paymentTime: at(3) })).map(({ state }) => state)).toEqual(['done', 'done', 'now', 'ahead']);
  expect(orderSteps(order({ status: 'cancelled' }))).toEqual([]);
});

test('amounts are told the way the price was made', () => {
  expect(amountRows(order())).toEqual([
    { label: '商品金额', value: '¥100.00', off: false },
    { label: '运费', value: '包邮', off: false },
  ]);
  const explain = [
    { rule: 'goods', label: '商品原价', amount: 12_000 },
    { rule: 'zone', label: '折扣专区', amount: -2000 },
    { rule: 'freight', label: '运费', amount: 800 },
  ];
  expect(amountRows(order({ explain })).map((row) => row.value)).toEqual(['¥120.00', '−¥20.00', '¥8.00']);
});

test('a refunded order says where the money went', () => {
  expect(statusHead(order({ status: 'refunded', paymentMethod: 'balance' })).note).toBe('退款已退回账户余额');
});
