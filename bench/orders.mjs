// Whole orders per second: submitOrder with one line and wxPay from the balance, through the unmodified SDK and the function host. `node bench/orders.mjs [orders]`
import { cpuSeconds, HOME, memoryOf, ms, newRequest, percentile, post, startEmulator, user } from './support.mjs';

const ORDERS = Number(process.argv[2] ?? 400);
const emulator = await startEmulator();
const { origin } = emulator;
console.log(
  `emulator ready in ${ms(emulator.readyMs)} with a fresh demo shop, ${memoryOf(emulator.pid).mb.toFixed(0)} MB in ${memoryOf(emulator.pid).processes} processes`,
);

// The demo customers have too little money and the demo shop too little stock for a benchmark: an administrator's script adds both.
const { readFileSync } = await import('node:fs');
for (const line of readFileSync(`${emulator.data}/env`, 'utf8').split('\n')) {
  const at = line.indexOf('=');
  if (at > 0) process.env[line.slice(0, at)] = line.slice(at + 1).replace(/^['"]|['"]$/g, '');
}
const { default: tcb } = await import('@cloudbase/node-sdk');
const db = tcb.init({ env: process.env.TCB_ENV }).database();
await db
  .collection('products')
  .where({ _id: db.command.gt('') })
  .update({ quantity: 1_000_000 });
const { data: stocks } = await db.collection('products').limit(60).get();

async function prepare(count) {
  return Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const openid = `o-bench-${index}`;
      const call = await user(origin, openid);
      await call('login', {});
      const { address } = await call('address', { action: 'save', address: HOME });
      await db.collection('member_user').where({ _id: openid }).update({ balance: 100_000_000 });
      return { call, addressId: address._id };
    }),
  );
}

async function order({ call, addressId }, turn) {
  const stock = stocks[turn % stocks.length];
  const begun = performance.now();
  const { orderId } = await call('submitOrder', {
    requestId: newRequest(),
    items: [{ productId: stock.shopProductId, skuId: stock._id, quantity: 1 }],
    addressId,
  });
  const placed = performance.now();
  await call('wxPay', { orderId, method: 'balance' });
  const paid = performance.now();
  return { submit: placed - begun, pay: paid - placed, whole: paid - begun };
}

async function run(buyers, total) {
  let turn = 0;
  const times = [];
  const begun = performance.now();
  const cpu = cpuSeconds(emulator.pid);
  await Promise.all(
    buyers.map(async (buyer) => {
      while (turn < total) times.push(await order(buyer, (turn += 1)));
    }),
  );
  const seconds = (performance.now() - begun) / 1000;
  const used = cpu === null ? null : ((cpuSeconds(emulator.pid) - cpu) / times.length) * 1000;
  return { rate: times.length / seconds, times, cpuMs: used };
}

const many = await prepare(16);
await run(many, 64);
for (const callers of [1, 16]) {
  await post(origin, '/__emulator/meter/reset', {});
  const { rate, times, cpuMs } = await run(many.slice(0, callers), ORDERS);
  const of = (name) => times.map((time) => time[name]);
  console.log(
    `${String(callers).padStart(2)} callers: ${rate.toFixed(1)} orders/s; order p50 ${ms(percentile(of('whole'), 0.5))} p99 ${ms(percentile(of('whole'), 0.99))}; ` +
      `submitOrder p50 ${ms(percentile(of('submit'), 0.5))}, wxPay p50 ${ms(percentile(of('pay'), 0.5))}; ${cpuMs === null ? '' : `${cpuMs.toFixed(1)} ms CPU per order`}`,
  );
  const { functions } = await (await fetch(`${origin}/__emulator/meter`)).json();
  for (const name of ['submitOrder', 'wxPay']) {
    const { calls, reads, writes, milliseconds } = functions[name];
    console.log(
      `   ${name}: ${(reads / calls).toFixed(1)} reads, ${(writes / calls).toFixed(1)} writes, ${(milliseconds / calls).toFixed(1)} ms in the function`,
    );
  }
}
console.log(`memory after the load: ${memoryOf(emulator.pid).mb.toFixed(0)} MB in ${memoryOf(emulator.pid).processes} processes`);

// Product lists: 20 products with price, and their stock, as the mall's home page reads them.
const session = await post(origin, '/__emulator/session', { openid: 'o-bench-0', appid: 'wx5a1c0de000000001' });
const headers = { authorization: `Bearer ${session.access_token}` };
const documents = (collection, query, order) =>
  fetch(
    `${origin}/v1/database/instances/(default)/databases/(default)/collections/${collection}/documents?offset=0&limit=20&query=${encodeURIComponent(JSON.stringify(query))}&order=${encodeURIComponent(JSON.stringify(order))}`,
    { headers },
  ).then((response) => response.json());
const lists = 800;
let list = 0;
const begun = performance.now();
await Promise.all(
  Array.from({ length: 16 }, async () => {
    while ((list += 1) <= lists) {
      const page = await documents('shopProducts', { status: 'on' }, [{ field: 'sort', direction: 'asc' }]);
      const ids = page.list.map((product) => product.skus[0].skuId);
      await documents('products', { _id: { $in: ids } }, []);
    }
  }),
);
console.log(`16 callers: ${(lists / ((performance.now() - begun) / 1000)).toFixed(0)} product lists of 20 with stock per second`);
await emulator.stop();
