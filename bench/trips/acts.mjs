// What is measured: `run` makes everything ready and answers the call itself. The name begins with the function whose work is counted.
import { HOME, newRequest } from '../support.mjs';

const of = (name, run) => ({ name, run });
const three = (shop) => ({ items: [shop.line(), shop.line(), shop.line()] });

const buying = [
  of('login', (shop) => () => shop.buyer('login', {})),
  of('cart.add', (shop) => () => shop.buyer('cart', { action: 'add', ...shop.line(1) })),
  of('cart.list', (shop) => () => shop.buyer('cart', { action: 'list' })),
  of('submitOrder, preview', (shop) => () => shop.buyer('submitOrder', shop.wish({ preview: true }))),
  of('submitOrder', (shop) => () => shop.buyer('submitOrder', shop.wish())),
  of('submitOrder, three lines', (shop) => () => shop.buyer('submitOrder', shop.wish(three(shop)))),
  of('submitOrder, three lines, points', (shop) => () => shop.buyer('submitOrder', shop.wish({ ...three(shop), usePoints: 100 }))),
  of('flashOrder', async (shop) => {
    const { flashSales } = await shop.buyer('promotion', { action: 'flashSales' });
    const sale = flashSales.find(({ startsAt }) => new Date(startsAt).getTime() < Date.now());
    await shop.db.collection('flashSales').where({ _id: sale._id }).update({ perUser: 99 });
    const items = [{ productId: sale.productId, skuId: sale.skuId, quantity: 1, flashSaleId: sale._id }];
    return () => shop.buyer('flashOrder', shop.wish({ items }));
  }),
  of('wxPay, balance', async (shop) => {
    const { orderId } = await shop.placed();
    return () => shop.buyer('wxPay', { orderId, method: 'balance' });
  }),
  of('wxPay, WeChat', async (shop) => {
    const { orderId } = await shop.placed();
    return () => shop.buyer('wxPay', { orderId, method: 'wechat' });
  }),
  of('payCallback', async (shop) => {
    const { orderId } = await shop.placed();
    const { payment } = await shop.buyer('wxPay', { orderId, method: 'wechat' });
    return () => shop.thumb(payment.package.slice('prepay_id='.length));
  }),
  of('order.get', async (shop) => {
    const { orderId } = await shop.placed();
    return () => shop.buyer('order', { action: 'get', orderId });
  }),
  of('order.cancel, unpaid', async (shop) => {
    const { orderId } = await shop.placed();
    return () => shop.buyer('order', { action: 'cancel', orderId });
  }),
  of('order.cancel, paid', async (shop) => {
    const { orderId } = await shop.paid();
    return () => shop.buyer('order', { action: 'cancel', orderId });
  }),
  of('order.confirm', async (shop) => {
    const { orderId } = await shop.shipped();
    return () => shop.buyer('order', { action: 'confirm', orderId });
  }),
  of('recharge.buy', async (shop) => {
    const { packages } = await shop.buyer('recharge', { action: 'list' });
    return () => shop.buyer('recharge', { action: 'buy', requestId: newRequest(), packageId: packages[0].id });
  }),
  of('coupon.claim', async (shop) => {
    const { data } = await shop.db.collection('coupons').where({ claimable: true }).limit(10).get();
    await shop.db.collection('coupons').where({ _id: data[0]._id }).update({ perUser: 99 });
    return () => shop.buyer('coupon', { action: 'claim', requestId: newRequest(), couponId: data[0]._id });
  }),
  of('getUserPoints', (shop) => () => shop.buyer('getUserPoints', {})),
];

const fulfilling = [
  of('shipOrder', async (shop) => {
    const { orderId } = await shop.paid();
    return () => shop.keeper('shipOrder', { orderId, parcels: [shop.parcel()] });
  }),
  of('shipOrder, three lines', async (shop) => {
    const { orderId } = await shop.paid('balance', three(shop));
    return () => shop.keeper('shipOrder', { orderId, parcels: [shop.parcel()] });
  }),
  of('batchUpdateOrders.ship, ten', async (shop) => {
    const orders = [];
    for (let count = 0; count < 10; count += 1) orders.push({ orderId: (await shop.paid()).orderId, ...shop.parcel() });
    return () => shop.keeper('batchUpdateOrders', { action: 'ship', requestId: newRequest(), orders });
  }),
  of('orderChange.changePrice', async (shop) => {
    const { orderId } = await shop.placed();
    return () =>
      shop.manager('orderChange', { action: 'changePrice', requestId: newRequest(), orderId, goodsAmount: 300, reason: '老客户' });
  }),
  of('orderChange.changeAddress', async (shop) => {
    const { orderId } = await shop.paid();
    const address = { ...HOME, detail: '文三路 2 号' };
    return () => shop.manager('orderChange', { action: 'changeAddress', requestId: newRequest(), orderId, address, freight: 'keep' });
  }),
  of('afterSale.apply', async (shop) => {
    const order = await shop.shipped();
    return () => shop.claim(order);
  }),
  of('afterSale.approve, balance', async (shop) => {
    const afterSaleId = await shop.claim(await shop.shipped());
    return () => shop.manager('afterSale', { action: 'approve', afterSaleId });
  }),
  of('generateOrderId', (shop) => () => shop.manager('generateOrderId', {})),
];

const counter = [
  of('internalOrder.save', (shop) => () => shop.internal()),
  of('internalOrder.confirm', async (shop) => {
    const orderId = await shop.internal();
    return () => shop.manager('internalOrder', { action: 'confirm', orderId });
  }),
  of('internalOrder.pay, credit', async (shop) => {
    const orderId = await shop.internal();
    await shop.manager('internalOrder', { action: 'confirm', orderId });
    return () => shop.manager('internalOrder', { action: 'pay', orderId, method: 'credit' });
  }),
  of(
    'addPrestore',
    (shop) => () =>
      shop.manager('addPrestore', { requestId: newRequest(), customerId: shop.customerId, productId: shop.goods[0]._id, quantity: 5000 }),
  ),
  of('updatePrepaidProduct', async (shop) => {
    await shop.manager('addPrestore', {
      requestId: newRequest(),
      customerId: shop.customerId,
      productId: shop.goods[0]._id,
      quantity: 5000,
    });
    return () =>
      shop.manager('updatePrepaidProduct', {
        requestId: newRequest(),
        customerId: shop.customerId,
        productId: shop.goods[0]._id,
        quantity: 1000,
      });
  }),
  of(
    'addPoints',
    (shop) => () =>
      shop.manager('addPoints', { requestId: newRequest(), userId: 'o-demo-customer-01', points: 10, type: 'adjust', reason: '测量' }),
  ),
  of(
    'recharge.adjust',
    (shop) => () =>
      shop.manager('recharge', { action: 'adjust', requestId: newRequest(), userId: 'o-demo-customer-01', amount: 100, reason: '测量' }),
  ),
];

const stock = [
  of(
    'stock.in',
    (shop) => () => shop.keeper('stock', { action: 'in', requestId: newRequest(), skuId: shop.line().skuId, quantity: 5, reason: '到货' }),
  ),
  of(
    'stock.loss',
    (shop) => () =>
      shop.keeper('stock', { action: 'loss', requestId: newRequest(), skuId: shop.line().skuId, quantity: 1, reason: '破损' }),
  ),
  of('stocktake.open, three', (shop) => () => {
    const skuIds = [shop.line().skuId, shop.line().skuId, shop.line().skuId];
    return shop.keeper('stocktake', { action: 'open', requestId: newRequest(), title: '测量', skuIds });
  }),
  of('stocktake.approve, three', async (shop) => {
    const skuIds = [shop.line().skuId, shop.line().skuId, shop.line().skuId];
    const { stocktake } = await shop.keeper('stocktake', { action: 'open', requestId: newRequest(), title: '测量', skuIds });
    for (const skuId of skuIds)
      await shop.keeper('stocktake', { action: 'count', stocktakeId: stocktake._id, skuId, counted: 999_990, version: 0 });
    await shop.keeper('stocktake', { action: 'submit', stocktakeId: stocktake._id });
    return () => shop.manager('stocktake', { action: 'approve', stocktakeId: stocktake._id });
  }),
];

const timers = [of('orderTimer, nothing to do', (shop) => () => shop.timer('orderTimer'))];

export const acts = [...buying, ...fulfilling, ...counter, ...stock, ...timers];
