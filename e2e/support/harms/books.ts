import type { PaymentDocument, RefundDocument } from '@shop/shared/database/documents.ts';
import { both, LONG_AGO, ME, type Harms } from './ground.ts';

interface Purse {
  readonly balance: number;
  readonly points: number;
  readonly growth?: number;
}

const times = { createTime: LONG_AGO, updateTime: LONG_AGO };
const soon = new Date(Date.now() + 3 * 24 * 60 * 60_000);
const sale = {
  title: '',
  productId: 'p',
  skuId: 'k',
  price: 1,
  quota: 3,
  perUser: 1,
  status: 'on',
  sold: 0,
  marks: [],
  startsAt: LONG_AGO,
  endsAt: soon,
  ...times,
};
const team = {
  groupBuyId: 'g',
  productId: 'p',
  leader: '',
  size: 2,
  seats: [],
  seatCount: 0,
  paidCount: 0,
  missing: 2,
  deadline: soon,
  status: 'forming',
  settling: false,
  ...times,
};
const customer = { name: '测试', type: '', remark: '', keywords: [], creditLimit: 0, status: 'active', ...times };
const prepaid = { customerId: 'c', customerName: '', productId: 'p', productName: '', unit: '斤', ...times };
const coupon = { _openid: ME, couponId: 'nowhere', number: 1, source: 'claim', status: 'available', orderId: null, tallies: [], ...times };

/** Harms to purses, payments, refunds, cases, customers, promotions and coupons. */
export const BOOK_HARMS: Harms = [
  [
    'a fen on a balance',
    async (ground) => {
      const { balance } = await ground.row<Purse>('member_user', { _id: ME });
      return ground.change('member_user', ME, { balance: balance + 1 }, `purse.balance ${ME}`);
    },
  ],
  [
    'points from nowhere',
    async (ground) => {
      const { points } = await ground.row<Purse>('member_user', { _id: ME });
      return ground.change('member_user', ME, { points: points + 1 }, `purse.points ${ME}`);
    },
  ],
  [
    'growth from nowhere',
    async (ground) => {
      const { growth = 0 } = await ground.row<Purse>('member_user', { _id: ME });
      return ground.change('member_user', ME, { growth: growth + 1 }, `member.growth ${ME}`);
    },
  ],
  [
    'money that left a balance and went nowhere',
    async (ground) => {
      const { balance } = await ground.row<Purse>('member_user', { _id: ME });
      const debits = [{ attempt: 'x', orderId: 'elsewhere', amount: 1, at: LONG_AGO }];
      return ground.change('member_user', ME, { balance: balance - 1, debits }, `purse.debit ${ME}`);
    },
  ],
  [
    'goods that a customer has paid for twice over',
    (ground) => ground.invent('prepaidRecords', { _id: 'prepaid', ...prepaid, ...{ quantity: 500 } }, 'purse.prepaid prepaid'),
  ],
  [
    'a debt that no statement tells of',
    (ground) => ground.invent('customers', { _id: 'debtor', ...customer, ...{ owed: 100 } }, 'purse.owed debtor'),
  ],
  [
    'a customer who was merged into nobody',
    (ground) => ground.invent('customers', { _id: 'merged', ...customer, ...{ owed: 0, status: 'merged' } }, 'customer merged'),
  ],
  [
    'a merge that nobody finishes',
    (ground) => ground.invent('customerMergeHistory', { _id: 'merging', ...times, ...{ status: 'moving' } }, 'customer.merge merging'),
  ],
  [
    'a payment for no order',
    async (ground) => {
      const payment = await ground.row<PaymentDocument>('payments', { _id: ground.completed().paymentId });
      return ground.invent('payments', { ...payment, ...{ _id: 'lonely', orderId: 'elsewhere' } }, 'payment.orphan lonely');
    },
  ],
  [
    'more given back than was paid',
    async (ground) => {
      const { _id, orderId, amount } = await ground.row<PaymentDocument>('payments', { _id: ground.completed().paymentId });
      return ground.change('payments', _id, { refundedAmount: amount + 1 }, `order.payment ${orderId}`, `payment.refunded ${_id}`);
    },
  ],
  [
    'a refund of another amount',
    (ground) => {
      const { _id, paymentId, amount } = ground.refund();
      return ground.change('refunds', _id, { amount: amount - 1 }, `payment.refunds ${paymentId}`, `payment.settled ${paymentId}`);
    },
  ],
  [
    'a refund of no payment',
    async (ground) => {
      const refund = await ground.row<RefundDocument>('refunds', { status: 'success' });
      const lost = { _id: 'nothing', paymentId: 'elsewhere', orderId: 'elsewhere' };
      return ground.invent('refunds', { ...refund, ...lost }, 'refund.orphan nothing');
    },
  ],
  [
    'a refund that nobody sends',
    (ground) => {
      const { _id, paymentId } = ground.refund();
      return ground.change(
        'refunds',
        _id,
        { status: 'pending', nextAttempt: LONG_AGO },
        `payment.settled ${paymentId}`,
        `refund.stuck ${_id}`,
      );
    },
  ],
  [
    'a recharge that is not in the balance',
    (ground) => {
      const payment = { orderId: '', method: 'wechat', kind: 'recharge', amount: 100, recharge: { pay: 100, get: 110 }, ...times };
      return ground.invent('payments', { _id: 'recharged', ...payment, ...{ status: 'success' } }, 'recharge recharged');
    },
  ],
  [
    'a refund case of no order',
    (ground) => {
      const claim = { skuId: 'k', quantity: 1, amount: 0, freight: 0, points: 0, orderId: 'elsewhere', ...times };
      return ground.invent('afterSales', { _id: 'astray', ...claim, ...{ status: 'withdrawn' } }, 'case.orphan astray');
    },
  ],
  [
    'a case that was paid by no refund',
    (ground) => {
      const { _id: orderId, items } = ground.completed();
      const claim = { orderId, skuId: items[0]?.skuId, quantity: 0, amount: 0, freight: 0, points: 0, refundId: 'never', ...times };
      return ground.invent('afterSales', { _id: 'unpaid', ...claim, ...{ status: 'refunded' } }, 'case.refund unpaid');
    },
  ],
  [
    'goods of a case that nobody moves',
    (ground) => {
      const { _id: orderId, items } = ground.completed();
      const claim = { orderId, skuId: items[0]?.skuId, quantity: 0, amount: 0, freight: 0, points: 0, ...times };
      return ground.invent(
        'afterSales',
        { _id: 'left', ...claim, ...{ status: 'withdrawn', task: { kind: 'restock', attempt: 'x', dueAt: LONG_AGO } } },
        'case.task left',
      );
    },
  ],
  [
    'a flash sale that sold what nobody bought, and more than there was',
    (ground) => ground.invent('flashSales', { _id: 'oversold', ...sale, ...{ sold: 5 } }, 'flash.quota oversold', 'flash.sold oversold'),
  ],
  [
    'a mark on a flash sale that nobody settles',
    (ground) => ground.invent('flashSales', { _id: 'marked', ...sale, ...{ marks: [{ at: LONG_AGO }] } }, 'flash.marks marked'),
  ],
  [
    'a buyer of a flash sale who has more than his share, than his orders, than his holds',
    async (ground) => {
      const { _id: orderId, _openid } = ground.completed();
      const purchase = { _id: 'greedy', _openid, saleId: 'generous', bought: 3, holds: [{ orderId, pieces: 2 }], ...times };
      return both(
        await ground.invent('flashSales', { _id: 'generous', ...sale, ...{ sold: 3 } }),
        await ground.invent('flashPurchases', purchase, 'flash.bought greedy', 'flash.hold greedy', 'flash.limit greedy'),
      );
    },
  ],
  [
    'a seat in a team that nobody sits on',
    (ground) => ground.invent('groupTeams', { _id: 'miscounted', ...team, ...{ seatCount: 1 } }, 'team.seats miscounted'),
  ],
  [
    'a team that succeeded without members',
    (ground) => ground.invent('groupTeams', { _id: 'lucky', ...team, ...{ status: 'succeeded' } }, 'team.success lucky'),
  ],
  [
    'a team whose members are told nothing',
    (ground) => ground.invent('groupTeams', { _id: 'silent', ...team, ...{ status: 'failed', settling: true } }, 'team.settling silent'),
  ],
  [
    'a coupon that nobody gave out',
    async (ground) => {
      const { _id, claimed } = await ground.row<{ _id: string; claimed: number }>('coupons', { status: 'on' });
      return ground.change('coupons', _id, { claimed: claimed + 1 }, `coupon.counters ${_id}`);
    },
  ],
  [
    'more coupons than were to be given out',
    (ground) => {
      const template = {
        title: '',
        kind: 'cash',
        amount: 1,
        total: 0,
        perUser: 1,
        claimed: 1,
        issued: 0,
        used: 0,
        marks: [],
        claimable: false,
        status: 'off',
        ...times,
      };
      return ground.invent('coupons', { _id: 'generous', ...template }, 'coupon.counters generous', 'coupon.total generous');
    },
  ],
  [
    'a coupon that is for ever being given out',
    (ground) => ground.invent('userCoupons', { _id: 'claiming', ...coupon, ...{ status: 'claiming' } }, 'coupon.stuck claiming'),
  ],
  [
    'a coupon that an order used which does not know it',
    (ground) =>
      ground.invent('userCoupons', { _id: 'used', ...coupon, ...{ status: 'used', number: 2, orderId: 'elsewhere' } }, 'coupon.state used'),
  ],
];
