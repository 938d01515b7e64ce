import type { OrderFlowDocument, OrderItem, PaymentDocument, StockRecordDocument } from '@shop/shared/database/documents.ts';
import { both, LONG_AGO, NoGround, type HarmGround, type Harms } from './ground.ts';

async function paymentOf(ground: HarmGround, paymentId: string | undefined): Promise<PaymentDocument> {
  return ground.row<PaymentDocument>('payments', { _id: paymentId ?? '' });
}

/** The items with another first one. */
function firstItem(items: readonly OrderItem[], change: Partial<OrderItem>): OrderItem[] {
  return items.map((item, at) => (at === 0 ? { ...item, ...change } : item));
}

/** Harms to orders: what they say of themselves, and what other books say of them. */
export const ORDER_HARMS: Harms = [
  [
    'an order that is gone',
    (ground) => {
      const { _id } = ground.cancelled();
      return ground.lose('orders', _id, `order.lost ${_id}`);
    },
  ],
  [
    'money back on an order that nobody paid',
    (ground) => {
      const { _id } = ground.cancelled();
      return ground.change('orders', _id, { refundedAmount: 1 }, `order.payment ${_id}`);
    },
  ],
  [
    'more back than was paid',
    (ground) => {
      const { _id, paymentAmount } = ground.completed();
      const back = { refundedAmount: paymentAmount + 1 };
      return ground.change('orders', _id, back, `order.balance ${_id}`, `order.payment ${_id}`, `order.refunded ${_id}`);
    },
  ],
  [
    'an order set back by hand',
    (ground) => {
      const { _id } = ground.completed();
      return ground.change('orders', _id, { status: 'shipped' }, `order.flow ${_id}`);
    },
  ],
  [
    'a state that nobody wrote down',
    async (ground) => {
      const { _id, orderId } = await ground.row<OrderFlowDocument>('orderStatusFlows', {
        orderId: ground.completed()._id,
        toStatus: 'shipped',
      });
      return ground.lose('orderStatusFlows', _id, `order.flow ${orderId}`);
    },
  ],
  [
    'a customer who ships',
    async (ground) => {
      const { _id, orderId } = await ground.row<OrderFlowDocument>('orderStatusFlows', { orderId: ground.completed()._id, event: 'ship' });
      return ground.change('orderStatusFlows', _id, { operatorType: 'customer' }, `order.flow ${orderId}`);
    },
  ],
  [
    'a line that does not add up',
    (ground) => {
      const { _id, items } = ground.completed(({ items: lines }) => lines.every((item) => item.levelDiscount === undefined));
      const [first] = items;
      return ground.change('orders', _id, { items: firstItem(items, { discount: (first?.discount ?? 0) + 1 }) }, `order.lines ${_id}`);
    },
  ],
  [
    'a discount that a line got from nobody',
    (ground) => {
      const { _id, items } = ground.completed();
      const levelDiscount = (items[0]?.levelDiscount ?? items[0]?.discount ?? 0) + 1;
      return ground.change('orders', _id, { items: firstItem(items, { levelDiscount }) }, `order.discounts ${_id}`);
    },
  ],
  [
    'a cheaper order than was paid',
    (ground) => {
      const { _id, paymentAmount } = ground.completed();
      const cheaper = { paymentAmount: paymentAmount - 1 };
      return ground.change('orders', _id, cheaper, `order.balance ${_id}`, `order.lines ${_id}`, `order.payment ${_id}`);
    },
  ],
  [
    'a piece that left in no parcel',
    (ground) => {
      const { _id, items } = ground.completed();
      const shipped = (items[0]?.quantity ?? 0) + 1;
      return ground.change('orders', _id, { items: firstItem(items, { shipped }) }, `order.parcels ${_id}`);
    },
  ],
  [
    'an order that was never finished placing',
    (ground) => {
      const { _id } = ground.waiting();
      return ground.change(
        'orders',
        _id,
        { status: 'placing', task: { kind: 'reserve', attempt: 'x', dueAt: LONG_AGO } },
        `order.stuck ${_id}`,
      );
    },
  ],
  [
    'stock work that nobody takes up',
    (ground) => {
      const { _id } = ground.waiting();
      return ground.change('orders', _id, { task: { kind: 'ship', attempt: 'x', dueAt: LONG_AGO } }, `order.stuck ${_id}`);
    },
  ],
  [
    'an unpaid order that nobody cancels',
    (ground) => {
      const { _id } = ground.order(({ status }) => status === 'pending_payment');
      return ground.change('orders', _id, { expireTime: LONG_AGO }, `order.stuck ${_id}`);
    },
  ],
  [
    'goods that left the books of an order',
    async (ground) => {
      const record = await ground.row<StockRecordDocument>('records', { orderId: ground.completed()._id, type: 'ship' });
      return ground.lose('records', record._id, `order.stock ${record.orderId ?? ''}`, `stock.ledger ${record.productId}`);
    },
  ],
  [
    'a lost row of points',
    (ground) => {
      const { _id, userId } = ground.order(
        ({ pointsUsed, status, source }) => pointsUsed > 0 && status === 'completed' && source !== 'staff',
      );
      return ground.lose('member_points_log', `${_id}.spend`, `order.points ${_id}`, `purse.points ${userId}`);
    },
  ],
  [
    'a lost row of a balance',
    (ground) => {
      const { _id, userId } = ground.completed();
      return ground.lose('balanceLogs', `${_id}.pay`, `order.balance ${_id}`, `purse.balance ${userId}`);
    },
  ],
  [
    'a lost payment',
    (ground) => {
      const { _id, paymentId } = ground.completed();
      return ground.lose('payments', paymentId ?? '', `order.payment ${_id}`);
    },
  ],
  [
    'a payment of another amount',
    (ground) => {
      const { _id, paymentId, paymentAmount } = ground.completed();
      return ground.change('payments', paymentId ?? '', { amount: paymentAmount + 1 }, `order.payment ${_id}`);
    },
  ],
  [
    'an order paid twice',
    async (ground) => {
      const payment = await paymentOf(ground, ground.completed().paymentId);
      return ground.invent('payments', { ...payment, _id: 'twice' }, `order.payment ${payment.orderId}`);
    },
  ],
  [
    'money kept for a cancelled order',
    async (ground) => {
      const payment = await paymentOf(ground, ground.completed().paymentId);
      const { _id } = ground.cancelled();
      return ground.invent('payments', { ...payment, ...{ _id: 'kept', orderId: _id } }, `order.payment ${_id}`);
    },
  ],
  [
    'goods that were weighed and not packed',
    (ground) => {
      const { _id, items } = ground.completed();
      return ground.change(
        'orders',
        _id,
        { items: firstItem(items, { weighed: { grams: 1, refund: 1 } }) },
        `order.packed ${_id}`,
        `order.weight ${_id}`,
      );
    },
  ],
  [
    'a case that its order does not have',
    (ground) => {
      const { _id } = ground.completed();
      return ground.change('orders', _id, { openCases: [{ caseId: 'nobody', skuId: 'nothing' }] }, `order.cases ${_id}`);
    },
  ],
  [
    'a piece back that no case gave back',
    (ground) => {
      const { _id, items } = ground.completed();
      const afterSale = { pieces: 1, amount: 0, points: 0, unshipped: 0, excused: 0 };
      return ground.change('orders', _id, { items: firstItem(items, { afterSale }) }, `order.line ${_id}`);
    },
  ],
  [
    'an order that ended with everything back, but a fen',
    (ground) => {
      const { _id, refundedAmount, paymentMethod } = ground.order(({ status, source }) => status === 'refunded' && source !== 'staff');
      const names = [`order.payment ${_id}`, `order.whole ${_id}`, ...(paymentMethod === 'balance' ? [`order.balance ${_id}`] : [])];
      return ground.change('orders', _id, { refundedAmount: refundedAmount - 1 }, ...names);
    },
  ],
  [
    'an order on credit that nobody sold on credit',
    (ground) => {
      const { _id } = ground.completed();
      const row = { customerId: 'nobody', type: 'order', amount: 5, orderId: _id, createTime: LONG_AGO };
      return ground.invent('customerStatements', { _id: 'unsold', ...row }, `customer.credit ${_id}`);
    },
  ],
  [
    'an order paid in goods that took none',
    (ground) => {
      const { _id, paymentAmount } = ground.completed();
      const names = [`order.balance ${_id}`, `customer.goods ${_id}`];
      return paymentAmount === 0 ? Promise.reject(new NoGround()) : ground.change('orders', _id, { paymentMethod: 'prepaid' }, ...names);
    },
  ],
  [
    'a flash price that no sale counts',
    (ground) => {
      const { _id, items } = ground.completed();
      return ground.change('orders', _id, { items: firstItem(items, { flashSaleId: 'nowhere' }) }, `flash.order ${_id}`);
    },
  ],
  [
    'an order of a team that is not there',
    (ground) => {
      const { _id } = ground.completed();
      const group = { groupBuyId: 'nowhere', teamId: 'nowhere', state: 'succeeded', counted: true };
      return ground.change('orders', _id, { group }, `team.order ${_id}`);
    },
  ],
  [
    'a coupon that an order only says it had',
    (ground) => {
      const { _id } = ground.completed(({ items }) => items.every((item) => item.levelDiscount === undefined));
      return ground.change('orders', _id, { userCouponId: 'nowhere' }, `coupon.order ${_id}`);
    },
  ],
  [
    'a row for an order that is not there',
    async (ground) => {
      const record = await ground.row<StockRecordDocument>('records', { type: 'reserve' });
      const { _id, reserved } = ground.unit();
      const row = { ...record, ...{ _id: 'nowhere.1', orderId: 'nowhere', productId: _id, quantity: 1 } };
      return both(
        await ground.invent('records', row, 'stock.orphan nowhere'),
        await ground.change('products', _id, { reserved: reserved + 1 }),
      );
    },
  ],
];
