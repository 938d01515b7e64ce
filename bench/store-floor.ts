/**
 * The store alone, in a process of its own: what there is before HTTP, JSON and the SDK. Arguments: what to do, the file, how many documents,
 * ms per figure. Prints one line of JSON.
 */
import { openDatabase } from '../emulator/database/index.ts';

const [, , what = '', file = '', countText = '', msText = ''] = process.argv;
const [count, ms] = [Number(countText), Number(msText)];
const NAME = 'open';
const BATCH = 5_000;
const KINDS = 1_000;

const row = (n: number): Record<string, unknown> => ({
  _id: `d${n}`,
  n,
  kind: `k${n % KINDS}`,
  title: `第 ${n} 件商品，东北大米`,
  price: (n * 37) % 10_000,
  at: new Date(1_700_000_000_000 + n * 1000),
  tags: ['a', `t${n % 50}`],
});

async function perSecond(act: (turn: number) => Promise<unknown>, callers = 16): Promise<number> {
  const begun = performance.now();
  let done = 0;
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (performance.now() - begun < ms) await act((done += 1));
    }),
  );
  return done / ((performance.now() - begun) / 1000);
}

async function fill(): Promise<object> {
  const database = await openDatabase({ file, now: () => Date.now() });
  const begun = performance.now();
  await database.createCollection(NAME);
  await database.ensureIndexes(NAME, [
    { name: 'n', keys: [{ field: 'n', direction: 1 }] },
    { name: 'kind', keys: [{ field: 'kind', direction: 1 }, { field: 'price', direction: -1 }] }, // prettier-ignore
  ]);
  for (let n = 0; n < count; n += BATCH)
    await database.insert(
      NAME,
      Array.from({ length: Math.min(BATCH, count - n) }, (_none, at) => row(n + at)),
    );
  const filledMs = performance.now() - begun;
  await database.close();
  return { filledMs };
}

async function measure(): Promise<object> {
  const before = process.memoryUsage().rss;
  const begun = performance.now();
  const database = await openDatabase({ file, now: () => Date.now() });
  const openMs = performance.now() - begun;
  const rssMb = (process.memoryUsage().rss - before) / 2 ** 20;
  const any = (turn: number): number => (turn * 7_919) % count;
  const read = await perSecond((turn) => database.find(NAME, { filter: { _id: `d${any(turn)}` } }));
  const query = await perSecond((turn) => database.find(NAME, { filter: { kind: `k${turn % KINDS}` }, sort: [['price', -1]], limit: 20 }));
  const insert = await perSecond((turn) => database.insert(NAME, [{ ...row(turn), _id: `x${turn}`, n: -turn }]));
  const update = await perSecond((turn) =>
    database.update(NAME, { filter: { _id: `d${any(turn)}`, price: { $gte: 0 } }, update: { $inc: { price: 1 } } }),
  );
  const transaction = await perSecond(async (turn) => {
    const id = await database.startTransaction();
    await database.update(NAME, { filter: { _id: `d${(turn * 2) % count}` }, update: { $inc: { price: 1 } }, transactionId: id });
    await database.insert(NAME, [{ ...row(turn), _id: `y${turn}`, n: -turn }], id);
    await database.commitTransaction(id);
  });
  await database.close();
  return { openMs, rssMb, figures: { read, query, insert, update, transaction } };
}

console.log(JSON.stringify(await (what === 'fill' ? fill() : measure())));
