// The other customers of `flash.mjs`, in a process of their own: few calls at a time, so that what is measured is the shop's answer and not the caller's own queue.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { HOME, newRequest, post, threadMs } from './support.mjs';

const [origin, count, pid] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];

/** What the emulator's only thread worked, for whomever, while a call was under way: the part of its waiting that other programs on the machine don't change. */
let works = [];

/** A customer whose calls answer with their refusal and how long they took. */
async function shopper(openid) {
  const { access_token: token } = await post(origin, '/__emulator/session', { openid, appid: 'wx5a1c0de000000001' });
  const call = async (name, data) => {
    const [begun, work] = [performance.now(), threadMs(pid)];
    const answer = await post(origin, `/v1/functions/${name}`, data, { authorization: `Bearer ${token}` });
    const took = performance.now() - begun;
    if (work !== null) works.push(threadMs(pid) - work);
    return { answer, took };
  };
  await call('login', {});
  const { answer } = await call('address', { action: 'save', address: HOME });
  return { call, addressId: answer.data.address._id };
}

const shoppers = await Promise.all(Array.from({ length: count }, (_, index) => shopper(`o-other-${index + 1}`)));
let over = false;

/** Ordinary shopping, one round after the other, `rounds` times, or with null until told that it is over: times by function, and how long this process itself was held up. */
async function shop({ products, rounds }) {
  const times = { cart: [], address: [], promotion: [], submitOrder: [], order: [] };
  const own = monitorEventLoopDelay({ resolution: 1 });
  own.enable();
  over = false;
  works = [];
  await Promise.all(
    shoppers.map(async ({ call, addressId }, index) => {
      for (let round = 0; !over && (rounds === null || round < rounds); round += 1) {
        const product = products[(index * 7 + round) % products.length];
        const line = { productId: product._id, skuId: product.skus[0].skuId, quantity: 1 };
        times.cart.push((await call('cart', { action: 'add', ...line })).took);
        times.address.push((await call('address', { action: 'list' })).took);
        times.promotion.push((await call('promotion', { action: 'flashSales' })).took);
        const placed = await call('submitOrder', { requestId: newRequest(), items: [line], addressId });
        times.submitOrder.push(placed.took);
        const orderId = placed.answer.data?.orderId;
        if (orderId) times.order.push((await call('order', { action: 'cancel', orderId })).took);
      }
    }),
  );
  own.disable();
  return { times, works, ownMs: own.max / 1e6 };
}

process.on('message', async (order) => {
  if (order.type === 'over') over = true;
  else process.send({ type: order.type, result: await shop(order) });
});
process.send({ type: 'ready' });
