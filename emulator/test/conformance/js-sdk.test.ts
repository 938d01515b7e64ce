import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Running } from '../../gateway/test/harness.ts';
import { hasChromium, openSdkPage } from '../../gateway/test/sdk-page.ts';
import { EXPRESSIONS, QUERIES, STAGES, UPDATES, type Row } from './cases/types.ts';
import { conformance, fill, startCloud, type Driver } from './suite.ts';

let running: Running;
let browser: Browser;
let page: Page;

const COLLECTION_APIS = [
  'name',
  'doc',
  'add',
  'aggregate',
  'options',
  'get',
  'count',
  'where',
  'orderBy',
  'limit',
  'skip',
  'update',
  'field',
  'remove',
  'watch',
  'getOne',
  'updateAndReturn',
];
const DOCUMENT_APIS = [
  'create',
  'set',
  'update',
  'remove',
  'delete',
  'get',
  'field',
  'watch',
  'options',
  'where',
  'orderBy',
  'limit',
  'skip',
  'count',
];

/** Runs in the page, where `app`, `db`, `_` and `$` are the real SDK's, signed in. An answer with a code is a refusal: this SDK does not throw. */
async function inPage<T>(script: string): Promise<T> {
  const answer = await page.evaluate<{ value?: T; failure?: string }, string>(async (text) => {
    const scope = globalThis as unknown as { app: unknown; db: { command: { aggregate: unknown } } };
    const run = new Function('app', 'db', '_', '$', `return (async () => { ${text} })()`) as (...given: unknown[]) => Promise<never>;
    try {
      return { value: await run(scope.app, scope.db, scope.db.command, scope.db.command.aggregate) };
    } catch (error) {
      const { code = '', message = '' } = error as { code?: string; message?: string };
      return { failure: `${code} ${message}` };
    }
  }, script);
  if (answer.failure !== undefined) throw new Error(answer.failure);
  return answer.value as T;
}

const CHECKED = 'const checked = async (asked) => { const answer = await asked; if (answer.code) throw answer; return answer; };';

const driver: Driver = {
  joins: false,
  unable: [
    // It looks for a geometry beside centerSphere, and throws.
    'geoWithin: a circle in radians',
    // Dates in an aggregation go out as text.
    'subtract: two dates are milliseconds',
    'isoWeekYear',
  ],
  find: (collection, where) =>
    inPage<Row[]>(
      `${CHECKED} return (await checked(db.collection('${collection}').where((${String(where)})(_, db)).get())).data.map(({ _id }) => ({ _id }))`,
    ),
  update: (collection, id, data) =>
    inPage(`${CHECKED} return (await checked(db.collection('${collection}').doc('${id}').update((${String(data)})(_, db)))).updated`),
  aggregate: (collection, make) =>
    inPage<Row[]>(`${CHECKED} return (await checked((${String(make)})(db.collection('${collection}').aggregate(), $, _).end())).data`),
  compute: (expression, group) => {
    const start = group
      ? "db.collection('sales').aggregate().match({ shop: 'north' }).sort({ _id: 1 }).group({ _id: null, value }).project({ _id: 0 })"
      : "db.collection('things').aggregate().project({ _id: 0, value })";
    return inPage<Row[]>(`${CHECKED} const value = (${String(expression)})($, _); return (await checked(${start}.end())).data`);
  },
};

describe.skipIf(!hasChromium)('in the browser', () => {
  beforeAll(async () => {
    running = await startCloud();
    ({ browser, page } = await openSdkPage(running));
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await running.close();
  });

  conformance(() => running, driver, null);

  test('the SDK has no command, operator or stage beyond the cases', async () => {
    const names = await inPage<Record<'command' | 'aggregate' | 'stages' | 'collection' | 'document' | 'db', string[]>>(`
      const methods = (object) => Object.getOwnPropertyNames(Object.getPrototypeOf(object)).filter((name) => name !== 'constructor');
      const things = db.collection('things');
      return { command: Object.keys(_), aggregate: Object.keys($), stages: methods(things.aggregate()), collection: methods(things), document: methods(things.doc('x')) };
    `);
    const beyond = (list: readonly string[], known: readonly string[]): string[] => list.filter((name) => !known.includes(name));
    expect(beyond(names.command, [...QUERIES, ...UPDATES, 'aggregate', 'project'])).toEqual([]);
    expect(beyond(names.aggregate, [...EXPRESSIONS, 'pipeline'])).toEqual([]);
    expect(beyond(names.stages, [...STAGES, 'end', 'unwrap', 'done', '_pipe'])).toEqual([]);
    expect(beyond(names.collection, COLLECTION_APIS)).toEqual([]);
    expect(beyond(names.document, DOCUMENT_APIS)).toEqual([]);
  });

  describe('Collection', () => {
    test('add: one, several, and one that is there', async () => {
      await fill(running, 'things', []);
      expect(
        await inPage(`
          const things = db.collection('things');
          const one = await things.add({ _id: 'a', at: new Date(5), n: 1 });
          const several = await things.add([{ _id: 'b' }, { _id: 'c' }]);
          const again = await things.add({ _id: 'a' }).catch((error) => error);
          return [one.id, several.ids, again.code, (await things.add({ n: 2 })).id.length];
        `),
      ).toEqual(['a', ['b', 'c'], 'DATABASE_DUPLICATE_WRITE', 32]);
      expect(await running.database.find('things', { filter: { _id: 'a' } })).toEqual([
        { _id: 'a', at: new Date(5), n: 1, _openid: 'admin-1' },
      ]);
    });

    test('get, orderBy, skip, limit, field, count', async () => {
      await fill(
        running,
        'things',
        [3, 1, 2, 5, 4].map((n) => ({ _id: `n${n}`, n, odd: n % 2 === 1 })),
      );
      expect(
        await inPage(`
          const things = db.collection('things');
          const page = await things.where({ odd: true }).orderBy('n', 'desc').skip(1).limit(1).field({ n: true }).get();
          const all = await things.orderBy('odd', 'asc').orderBy('n', 'desc').get();
          return [page.data, all.data.map(({ n }) => n), (await things.where({ n: _.gt(2) }).count()).total, (await things.count()).total];
        `),
      ).toEqual([[{ _id: 'n3', n: 3 }], [4, 2, 5, 3, 1], 3, 5]);
    });

    test('update, remove: what matches, and how many', async () => {
      await fill(running, 'things', [{ n: 1 }, { n: 1 }, { n: 2 }]);
      expect(
        await inPage(`
          const some = db.collection('things').where({ n: 1 });
          return [(await some.update({ more: 1 })).updated, (await some.update({ n: 1 })).updated, (await some.remove()).deleted, (await db.collection('things').where({ n: _.lt(9) }).remove()).deleted];
        `),
      ).toEqual([2, 0, 2, 1]);
    });

    test('runCommands: MongoDB’s own, under the same rules', async () => {
      await fill(running, 'things', [{ _id: 'a', n: 1 }]);
      const answer = await inPage<{ list: unknown[][] }>(`
        return db.runCommands({ commands: [
          { insert: 'things', documents: [{ _id: 'b', n: 2 }] },
          { update: 'things', updates: [{ q: { _id: 'a' }, u: { $inc: { n: 5 } } }, { q: { _id: 'c' }, u: { $set: { n: 9 } }, upsert: true }] },
          { find: 'things', filter: { n: { $gt: 2 } }, sort: { n: -1 }, projection: { n: 1 } },
          { count: 'things', query: { n: 2 } },
          { aggregate: 'things', pipeline: [{ $group: { _id: null, n: { $sum: '$n' } } }] },
          { delete: 'things', deletes: [{ q: { n: { $gt: 0 } }, limit: 0 }] },
        ] });
      `);
      expect(answer.list).toMatchObject([
        [{ n: 1 }],
        [{ n: 2, nModified: 1, upserted: [{ index: 1, _id: 'c' }] }],
        [
          { _id: 'c', n: 9 },
          { _id: 'a', n: 6 },
        ],
        [{ n: 1 }],
        [{ n: 17 }],
        [{ n: 3 }],
      ]);
      await expect(inPage(`return db.runCommands({ commands: [{ drop: 'things' }] })`)).rejects.toThrow('drop is not offered');
    });

    test('createCollection and a collection that is not there are refused', async () => {
      expect(
        await inPage(
          `const code = (error) => error.code; return [await db.createCollection('made').catch(code), await db.collection('nowhere').get().catch(code)]`,
        ),
      ).toEqual(['DATABASE_PERMISSION_DENIED', 'DATABASE_COLLECTION_NOT_EXIST']);
    });
  });

  test('Document: get, set, update, remove, field', async () => {
    await fill(running, 'things', [{ _id: 'x', a: 1, tags: ['t'] }]);
    expect(
      await inPage(`
        const things = db.collection('things');
        const found = (await things.doc('x').field({ tags: true }).get()).data;
        const none = (await things.doc('none').get()).data;
        const made = await things.doc('y').set({ c: 1 });
        const updated = (await things.doc('x').update({ a: _.inc(1) })).updated;
        const removed = (await things.doc('y').remove()).deleted;
        return [found, none, made.upsertedId, updated, removed];
      `),
    ).toEqual([[{ _id: 'x', tags: ['t'] }], [], 'y', 1, 1]);
    expect(await running.database.find('things', {})).toEqual([{ _id: 'x', a: 2, tags: ['t'] }]);
  });

  describe('watch', () => {
    /** What `onChange` was given so far, as far as an end reads it. */
    const WATCH = `
      const brief = ({ queueType, dataType, docId, updatedFields, removedFields }) =>
        [queueType, dataType, docId, ...(dataType === 'update' ? [updatedFields, removedFields] : [])];
      globalThis.watches = globalThis.watches ?? {};
      const watching = (name, query) => {
        const seen = [];
        const watch = query.watch({
          onChange: ({ type, docs, docChanges }) => seen.push({ type: type ?? '', docs: docs.map(({ _id }) => _id), changes: docChanges.map(brief) }),
          onError: (error) => seen.push({ error: String(error.code ?? error.errCode ?? '') + ' ' + error.message }),
        });
        globalThis.watches[name] = { seen, watch };
      };`;
    interface Seen {
      readonly type: string;
      readonly docs: string[];
      readonly changes: unknown[][];
    }
    const begin = (name: string, query: string): Promise<void> => inPage(`${WATCH} watching('${name}', ${query});`);
    const seen = async (name: string, count: number): Promise<Seen[]> => {
      await page.waitForFunction(
        ([watch, least]) => {
          const { watches } = globalThis as unknown as { watches: Record<string, { seen: unknown[] }> };
          return (watches[watch]?.seen.length ?? 0) >= least;
        },
        [name, count] as const,
      );
      return inPage<Seen[]>(`return globalThis.watches['${name}'].seen`);
    };

    test('docs and docChanges: what enters, changes, is replaced, leaves and goes in a window', async () => {
      await fill(running, 'things', [
        { _id: 'a', open: true, n: 1 },
        { _id: 'b', open: true, n: 2 },
        { _id: 'c', open: true, n: 3 },
      ]);
      await begin('window', "db.collection('things').where({ open: true }).orderBy('n', 'asc').limit(2)");
      const steps: (() => Promise<unknown>)[] = [
        () => running.database.update('things', { filter: { _id: 'a' }, update: { $set: { note: 'x' }, $unset: { gone: '' } } }),
        () => running.database.update('things', { filter: { _id: 'b' }, update: { open: true, n: 2, other: 1 }, replace: true }),
        () => running.database.insert('things', [{ _id: 'z', open: true, n: 0 }]),
        () => running.database.update('things', { filter: { _id: 'z' }, update: { $set: { open: false } } }),
        () => running.database.remove('things', { filter: { _id: 'a' } }),
      ];
      await seen('window', 1);
      for (const [at, step] of steps.entries()) {
        await step();
        await seen('window', at + 2);
      }
      const snapshots = await seen('window', 6);
      // The SDK puts who enters behind the others, whatever the order.
      expect(snapshots.map(({ docs }) => docs)).toEqual([
        ['a', 'b'],
        ['a', 'b'],
        ['a', 'b'],
        ['a', 'z'],
        ['a', 'b'],
        ['b', 'c'],
      ]);
      expect(snapshots.map(({ changes }) => changes.map(([queue, data, id]) => `${String(queue)}/${String(data)} ${String(id)}`))).toEqual([
        ['init/init a', 'init/init b'],
        ['update/update a'],
        ['update/replace b'],
        ['dequeue/limit b', 'enqueue/add z'],
        ['dequeue/update z', 'enqueue/limit b'],
        ['dequeue/remove a', 'enqueue/limit c'],
      ]);
      expect(snapshots[1]?.changes).toEqual([['update', 'update', 'a', { note: 'x' }, []]]);
    });

    test('one document, several watches on one socket, a closed one is silent', async () => {
      await fill(running, 'things', [{ _id: 'one', n: 1 }]);
      await begin('doc', "db.collection('things').doc('one')");
      await begin('all', "db.collection('things').where({ n: _.gte(1) })");
      await seen('doc', 1);
      await seen('all', 1);
      await running.database.update('things', { filter: { _id: 'one' }, update: { $set: { n: 2 } } });
      expect((await seen('doc', 2))[1]?.changes).toEqual([['update', 'update', 'one', { n: 2 }, []]]);
      expect((await seen('all', 2))[1]?.docs).toEqual(['one']);
      await inPage(`globalThis.watches['doc'].watch.close()`);
      await running.database.remove('things', { filter: { _id: 'one' } });
      expect((await seen('all', 3))[2]).toMatchObject({ docs: [], changes: [['dequeue', 'remove', 'one']] });
      expect(await seen('doc', 2)).toHaveLength(2);
    });
  });

  test('Transaction: refused to a client', async () => {
    expect(await inPage(`return db.startTransaction().then((answer) => answer.code ?? 'opened', (error) => error.code)`)).toBe(
      'DATABASE_PERMISSION_DENIED',
    );
  });
});
