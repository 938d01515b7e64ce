// A flash sale: a thousand buyers at once for fifty pieces, while other customers go on shopping. How long the rush takes, that exactly fifty get one, and what the
// others feel of it. `node bench/flash.mjs [buyers] [pieces]`
import { HOME, ms, newRequest, percentile, post, startEmulator, user } from './support.mjs';

const BUYERS = Number(process.argv[2] ?? 1000);
const PIECES = Number(process.argv[3] ?? 50);
const SHOPPERS = 4;

const emulator = await startEmulator();
const { origin } = emulator;
// A benchmark that fails half-way leaves no emulator behind.
process.once('uncaughtException', async (error) => {
  console.error(error);
  await emulator.stop();
  process.exit(1);
});
console.log(`emulator ready in ${ms(emulator.readyMs)}`);

const manager = await user(origin, 'o-demo-staff-03', 'wx5a1c0de000000002');
const session = await post(origin, '/__emulator/session', { openid: 'o-flash-guest', appid: 'wx5a1c0de000000001' });
const query = encodeURIComponent(JSON.stringify({ status: 'on' }));
const order = encodeURIComponent(JSON.stringify([{ field: 'sort', direction: 'asc' }]));
const { list: products } = await fetch(
  `${origin}/v1/database/instances/(default)/databases/(default)/collections/shopProducts/documents?offset=0&limit=100&query=${query}&order=${order}`,
  { headers: { authorization: `Bearer ${session.access_token}` } },
).then((response) => response.json());
if (!(products?.length > 0)) throw new Error('no products to sell');

/** A customer whose calls answer with their refusal and how long they took. */
async function shopper(openid) {
  const { access_token: token } = await post(origin, '/__emulator/session', { openid, appid: 'wx5a1c0de000000001' });
  const call = async (name, data) => {
    const begun = performance.now();
    const answer = await post(origin, `/v1/functions/${name}`, data, { authorization: `Bearer ${token}` });
    return { answer, took: performance.now() - begun };
  };
  await call('login', {});
  const { answer } = await call('address', { action: 'save', address: HOME });
  return { call, addressId: answer.data.address._id };
}

async function shoppers(count, name) {
  const found = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      while (next < count) {
        const index = (next += 1);
        found.push(await shopper(`o-${name}-${index}`));
      }
    }),
  );
  return found;
}

const buyers = await shoppers(BUYERS, 'flash');
const others = await shoppers(SHOPPERS, 'other');

/** Ordinary shopping, one round after the other, until `over`: times by function. */
async function shop(over) {
  const times = { cart: [], address: [], promotion: [], submitOrder: [], order: [] };
  await Promise.all(
    others.map(async ({ call, addressId }, index) => {
      for (let round = 0; !over(round); round += 1) {
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
  return times;
}

function tell(title, times) {
  const all = Object.values(times).flat();
  const parts = Object.entries(times).map(([name, list]) => `${name} ${ms(percentile(list, 0.5))}/${ms(percentile(list, 0.99))}`);
  console.log(
    `${title}: ${all.length} calls of others, p50 ${ms(percentile(all, 0.5))} p99 ${ms(percentile(all, 0.99))} (${parts.join(', ')})`,
  );
}

await shop((round) => round >= 5);
const quiet = await shop((round) => round >= 40);
tell('quiet', quiet);

/** One rush on a fresh sale; buyers come within `within` ms of each other, as people do. */
async function rush(title, within) {
  const product = products[0];
  const at = Date.now();
  const { flashSales } = await manager('promotion', {
    action: 'saveFlash',
    requestId: newRequest(),
    title: '整点秒杀',
    productId: product._id,
    skuId: product.skus[0].skuId,
    price: 1,
    quota: PIECES,
    perUser: 1,
    startsAt: at - 1000,
    endsAt: at + 3_600_000,
  });
  const saleId = flashSales[0]._id;
  const items = [{ productId: product._id, skuId: product.skus[0].skuId, quantity: 1, flashSaleId: saleId }];
  await post(origin, '/__emulator/meter/reset', {});
  let over = false;
  const shopping = shop(() => over);
  const begun = performance.now();
  const outcomes = await Promise.all(
    buyers.map(async ({ call, addressId }, index) => {
      if (within > 0) await new Promise((resolve) => setTimeout(resolve, (index * within) / BUYERS));
      return call('flashOrder', { requestId: newRequest(), items, addressId });
    }),
  );
  const seconds = (performance.now() - begun) / 1000;
  over = true;
  const times = await shopping;
  const kinds = {};
  for (const { answer } of outcomes) kinds[answer.reason ?? 'ordered'] = (kinds[answer.reason ?? 'ordered'] ?? 0) + 1;
  const took = (wanted) => outcomes.filter(({ answer }) => (answer.status === 200) === wanted).map((one) => one.took);
  console.log(`${title}: ${BUYERS} buyers for ${PIECES} in ${seconds.toFixed(1)} s: ${JSON.stringify(kinds)}`);
  console.log(
    `   winners p50 ${ms(percentile(took(true), 0.5))} p99 ${ms(percentile(took(true), 0.99))}; refused p50 ${ms(percentile(took(false), 0.5))} p99 ${ms(percentile(took(false), 0.99))}`,
  );
  const { functions } = await (await fetch(`${origin}/__emulator/meter`)).json();
  const { calls, reads, writes } = functions.flashOrder;
  console.log(`   flashOrder: ${calls} calls, ${(reads / calls).toFixed(1)} reads and ${(writes / calls).toFixed(1)} writes each`);
  tell('   meanwhile', times);
  const [alone, meanwhile] = [percentile(Object.values(quiet).flat(), 0.99), percentile(Object.values(times).flat(), 0.99)];
  console.log(
    `   p99 of the others: ${ms(alone)} alone, ${ms(meanwhile)} meanwhile: ${(meanwhile / alone).toFixed(1)} times (wanted: at most 2)`,
  );
  if (kinds.ordered !== PIECES) {
    console.error(`expected exactly ${PIECES} orders`);
    process.exitCode = 1;
  }
}

await rush('all at one instant', 0);
await rush('within ten seconds', 10_000);
await emulator.stop();
