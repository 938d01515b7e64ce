// A flash sale: a thousand buyers at once for fifty pieces, while other customers go on shopping. How long the rush takes, that exactly fifty get one, and what the
// others feel of it. Emulator, crowd and others are processes of their own. `node bench/flash.mjs [buyers] [pieces]`
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { cpuSeconds, ms, newRequest, percentile, post, ROOT, startEmulator, user } from './support.mjs';

const BUYERS = Number(process.argv[2] ?? 1000);
const PIECES = Number(process.argv[3] ?? 50);
const SHOPPERS = 4;

const emulator = await startEmulator();
const { origin } = emulator;
const children = [];
// A benchmark that fails half-way leaves nothing behind.
process.once('uncaughtException', async (error) => {
  console.error(error);
  for (const child of children) child.kill();
  await emulator.stop();
  process.exit(1);
});
console.log(`emulator ready in ${ms(emulator.readyMs)}`);

/** A process that does one thing at a time when told, and says when it is done. */
async function helper(file, count) {
  const child = fork(join(ROOT, 'bench', file), [origin, String(count), String(emulator.pid)]);
  children.push(child);
  const told = (type) =>
    new Promise((resolve, reject) => {
      const hear = (message) => {
        if (message.type !== type) return;
        child.off('message', hear);
        resolve(message.result);
      };
      child.on('message', hear);
      child.once('exit', () => reject(new Error(`${file} ended`)));
    });
  await told('ready');
  return {
    tell: (message) => child.send(message),
    ask(message) {
      const answer = told(message.type);
      child.send(message);
      return answer;
    },
  };
}

const manager = await user(origin, 'o-demo-staff-03', 'wx5a1c0de000000002');
const session = await post(origin, '/__emulator/session', { openid: 'o-flash-guest', appid: 'wx5a1c0de000000001' });
const query = encodeURIComponent(JSON.stringify({ status: 'on' }));
const order = encodeURIComponent(JSON.stringify([{ field: 'sort', direction: 'asc' }]));
const { list: products } = await fetch(
  `${origin}/v1/database/instances/(default)/databases/(default)/collections/shopProducts/documents?offset=0&limit=100&query=${query}&order=${order}`,
  { headers: { authorization: `Bearer ${session.access_token}` } },
).then((response) => response.json());
if (!(products?.length > 0)) throw new Error('no products to sell');

const others = await helper('flash-shoppers.mjs', SHOPPERS);
const crowd = await helper('flash-buyers.mjs', BUYERS);
const p99 = (times) => percentile(Object.values(times).flat(), 0.99);

function tell(title, { times, ownMs }) {
  const all = Object.values(times).flat();
  const parts = Object.entries(times).map(([name, list]) => `${name} ${ms(percentile(list, 0.5))}/${ms(percentile(list, 0.99))}`);
  console.log(
    `${title}: ${all.length} calls of others, p50 ${ms(percentile(all, 0.5))} p99 ${ms(percentile(all, 0.99))} (${parts.join(', ')}); their own process held up ${ms(ownMs)} at most`,
  );
}

const shop = (rounds) => others.ask({ type: 'shop', products, rounds });
await shop(5);
const quiet = await shop(40);
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
  await crowd.ask({ type: 'wake' });
  await post(origin, '/__emulator/meter/reset', {});
  const cpu = cpuSeconds(emulator.pid);
  const shopping = shop(null);
  const item = { productId: product._id, skuId: product.skus[0].skuId, quantity: 1, flashSaleId: flashSales[0]._id };
  const { seconds, kinds, winners, refused } = await crowd.ask({ type: 'rush', item, within });
  others.tell({ type: 'over' });
  const meanwhile = await shopping;
  const used = cpu === null ? '' : ` with ${(cpuSeconds(emulator.pid) - cpu).toFixed(1)} s of CPU`;
  console.log(`${title}: ${BUYERS} buyers for ${PIECES} in ${seconds.toFixed(1)} s${used}: ${JSON.stringify(kinds)}`);
  console.log(`   winners p50 ${ms(winners.p50)} p99 ${ms(winners.p99)}; refused p50 ${ms(refused.p50)} p99 ${ms(refused.p99)}`);
  const { functions } = await (await fetch(`${origin}/__emulator/meter`)).json();
  const { calls, reads, writes } = functions.flashOrder;
  console.log(`   flashOrder: ${calls} calls, ${(reads / calls).toFixed(1)} reads and ${(writes / calls).toFixed(1)} writes each`);
  tell('   meanwhile', meanwhile);
  const [alone, then] = [p99(quiet.times), p99(meanwhile.times)];
  const [work, workThen] = [percentile(quiet.works, 0.99), percentile(meanwhile.works, 0.99)];
  if (work > 0)
    console.log(
      `   CPU of the emulator's thread during a call of the others, p99: ${ms(work)} alone, ${ms(workThen)} meanwhile, ${ms(Math.max(...meanwhile.works))} at most`,
    );
  console.log(`   p99 of the others: ${ms(alone)} alone, ${ms(then)} meanwhile: ${(then / alone).toFixed(1)} times (wanted: at most 2)`);
  if (kinds.ordered !== PIECES) {
    console.error(`expected exactly ${PIECES} orders`);
    process.exitCode = 1;
  }
}

await rush('all at one instant', 0);
await rush('within ten seconds', 10_000);
for (const child of children) child.kill();
await emulator.stop();
