// The demo shop as the acts of `trips.mjs` need it: people, goods with plenty in stock, and orders in whatever state.
import { HOME, newRequest, post, user } from '../support.mjs';

export const MALL = 'wx5a1c0de000000001';
export const MANAGE = 'wx5a1c0de000000002';

export async function openShop({ origin }) {
  const { default: tcb } = await import('@cloudbase/node-sdk');
  const app = tcb.init({ env: process.env.TCB_ENV });
  const db = app.database();
  await db
    .collection('products')
    .where({ _id: db.command.gt('') })
    .update({ quantity: 1_000_000 });
  const { data: stocks } = await db.collection('products').limit(200).get();
  const goods = stocks.filter(
    (stock) => stock.reserved === 0 && stock.batched !== true && stock.soldByWeight !== true && stock.price > 500,
  );

  const buyer = await user(origin, 'o-demo-customer-01', MALL);
  await buyer('login', {});
  const { address } = await buyer('address', { action: 'save', address: HOME });
  const [manager, keeper] = await Promise.all(['o-demo-staff-03', 'o-demo-staff-01'].map((openid) => user(origin, openid, MANAGE)));
  for (const person of [manager, keeper]) await person('staffSession', {});
  await db.collection('member_user').where({ _id: 'o-demo-customer-01' }).update({ balance: 100_000_000, points: 1_000_000 });
  const { customer } = await manager('customer', {
    action: 'save',
    requestId: newRequest(),
    customer: { name: '测量客户', phone: '13900000001', creditLimit: 100_000_000 },
  });

  let turn = 0;
  /** A line of goods that no other line of these calls has. */
  const line = (quantity = 2) => {
    const stock = goods[(turn += 1) % goods.length];
    return { productId: stock.shopProductId, skuId: stock._id, quantity };
  };
  const wish = (more = {}) => ({ requestId: newRequest(), items: [line()], addressId: address._id, ...more });
  const placed = async (more = {}) => {
    const input = wish(more);
    const { orderId, orderNo } = await buyer('submitOrder', input);
    return { orderId, orderNo, items: input.items };
  };
  const paid = async (method = 'balance', more = {}) => {
    const order = await placed(more);
    const answer = await buyer('wxPay', { orderId: order.orderId, method });
    if (method === 'wechat')
      await post(origin, '/__sandbox/wechatpay/pay', { prepayId: answer.payment.package.slice('prepay_id='.length), behave: 'once' });
    return order;
  };
  const parcel = () => ({ company: 'shunfeng', number: `SF${String(Date.now())}${String((turn += 1) % 1000).padStart(3, '0')}` });
  const shipped = async (more = {}) => {
    const order = await paid('balance', more);
    await keeper('shipOrder', { orderId: order.orderId, parcels: [parcel()] });
    return order;
  };
  const claim = async (order, more = {}) => {
    const { afterSale } = await buyer('afterSale', {
      action: 'apply',
      requestId: newRequest(),
      orderId: order.orderId,
      skuId: order.items[0].skuId,
      quantity: 1,
      type: 'refund_only',
      reason: 'spoiled',
      ...more,
    });
    return afterSale._id;
  };
  const internal = async () => {
    const { order } = await manager('internalOrder', {
      action: 'save',
      requestId: newRequest(),
      customerId: customer._id,
      items: [{ skuId: line().skuId, quantity: 2000 }],
      address: HOME,
      freightAmount: 0,
    });
    return order._id;
  };
  const timer = (name) => post(origin, '/__emulator/timer', { function: name });
  const thumb = (prepayId) => post(origin, '/__sandbox/wechatpay/pay', { prepayId, behave: 'once' });
  return {
    db,
    buyer,
    manager,
    keeper,
    addressId: address._id,
    customerId: customer._id,
    goods,
    line,
    wish,
    placed,
    paid,
    parcel,
    shipped,
    claim,
    internal,
    timer,
    thumb,
  };
}
