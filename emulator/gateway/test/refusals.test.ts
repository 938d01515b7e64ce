import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CollectionRules } from '../../types.ts';
import type { EndUser } from '../context.ts';
import { parseRule } from '../rules/expression.ts';
import { Policy } from '../rules/policy.ts';
import { type Running, start } from './harness.ts';

type Query = Record<string, unknown>;

const RULES: Readonly<Record<string, string>> = {
  own: 'doc._openid == auth.openid',
  uid: 'auth.uid == doc.owner',
  adult: '10 < doc.age',
  open: "doc.state != 'closed' && doc.kind in ['a', 'b'] && doc.rank <= 3",
  ownOrPublic: "doc._openid == auth.openid || doc.visible == true && doc.state == 'on'",
  signedIn: "auth.loginType != 'ANONYMOUS'",
  nested: "doc.shop.id == 'north'",
  member: 'get(`database.staff.${auth.openid}`).orders == true',
  three: 'get(`database.staff.${auth.openid}`).orders || get(`database.staff.${doc.a}`).orders || get(`database.staff.${doc.b}`).orders',
  chain: 'get(`database.staff.${get(`database.staff.${auth.openid}`).boss}`).orders == true',
  deep: 'get(`database.staff.${get(`database.staff.${get(`database.staff.${auth.openid}`).boss}`).boss}`).orders == true',
  each: 'get(`database.staff.${doc.manager}`).orders == true',
  negated: '!(doc.age > 10) && !(doc.hidden == true)',
  indexed: "doc.tags[0] == 'new'",
};

const mini: EndUser = { kind: 'mini', appid: 'wx1', openid: 'o-me' };
const web: EndUser = { kind: 'web', uid: 'u-1', anonymous: false };
const visitor: EndUser = { kind: 'web', uid: 'u-2', anonymous: true };

let running: Running;
let policy: Policy;

beforeAll(async () => {
  const declared: CollectionRules[] = Object.entries(RULES).map(([name, read]) => ({
    name,
    permission: 'CUSTOM',
    rule: {
      read,
      create: "request.data.price > 0 && doc._openid == auth.openid && request.data.kind in ['a', 'b']",
      update: read,
      delete: read,
    },
    indexes: [],
  }));
  declared.push({ name: 'staff', permission: 'ADMINONLY', indexes: [] });
  running = await start(declared);
  const rules = new Map(declared.map((collection) => [collection.name, collection]));
  await running.database.insert('staff', [
    { _id: 'o-me', boss: 'o-boss', orders: false },
    { _id: 'o-boss', boss: 'o-chief', orders: true },
    { _id: 'o-chief', boss: 'o-chief', orders: true },
    ...Array.from({ length: 12 }, (_, n) => ({ _id: `m${n}`, orders: true })),
  ]);
  policy = new Policy({ database: running.database, clock: running.clock, meter: running.meter, feed: running.feed, rules: () => rules });
});
afterAll(() => running.close());

/** What the log says of the last refusal. */
function logged(): string {
  const last = running.feed.recent().at(-1);
  return last?.kind === 'warning' ? `${last.title}: ${last.detail}` : 'nothing';
}

describe('a refusal names the rule, the part that failed, and what would pass; and that does pass', () => {
  const CASES: readonly (readonly [rule: string, user: EndUser, query: Query, part: string, hint: string, passes: Query])[] = [
    ['own', mini, {}, 'doc._openid == auth.openid', "where({ _openid: '{openid}' })", { _openid: '{openid}' }],
    ['own', mini, { _id: 'x' }, 'doc._openid == auth.openid', "where({ _openid: '{openid}' })", { _openid: '{openid}' }],
    ['uid', web, {}, 'auth.uid == doc.owner', "where({ owner: '{uid}' })", { owner: '{uid}' }],
    ['adult', mini, { age: { $gt: 8 } }, '10 < doc.age', 'where({ age: _.gt(10) })', { age: { $gt: 10 } }],
    [
      'open',
      mini,
      { kind: 'a' },
      "doc.state != 'closed' && doc.rank <= 3",
      "where({ state: _.neq('closed'), rank: _.lte(3) })",
      { state: { $ne: 'closed' }, rank: { $lte: 3 } },
    ],
    ['open', mini, { state: 'on', rank: 1 }, "doc.kind in ['a', 'b']", 'where({ kind: _.in(["a","b"]) })', { kind: { $in: ['a', 'b'] } }],
    ['ownOrPublic', mini, { state: 'on' }, 'doc._openid == auth.openid', "where({ _openid: '{openid}' })", { _openid: '{openid}' }],
    ['ownOrPublic', web, { state: 'on' }, 'doc.visible == true', 'where({ visible: true })', { visible: true }],
    ['nested', mini, {}, "doc.shop.id == 'north'", "where({ 'shop.id': 'north' })", { 'shop.id': 'north' }],
  ];
  test.each(CASES)('%s: %o asks %o', async (rule, user, query, part, hint, passes) => {
    await expect(policy.read(user, rule, query)).rejects.toMatchObject({ code: 'DATABASE_PERMISSION_DENIED' });
    expect(logged()).toContain(`read on ${rule} refused`);
    expect(logged()).toContain(`inside the rule: ${RULES[rule] ?? ''}`);
    expect(logged()).toContain(`not proven: ${part}; add ${hint}`);
    await expect(policy.read(user, rule, { $and: [query, passes] })).resolves.toBeDefined();
  });

  test.each([
    ['signedIn', visitor, {}],
    ['own', mini, { _openid: 'o-other' }],
    ['member', mini, {}],
    ['own', web, {}],
  ] as const)('%s: no query helps %o who asks %o', async (rule, user, query) => {
    await expect(policy.read(user, rule, query)).rejects.toThrow();
    expect(logged()).toContain('no condition of a query can prove it for this user');
  });

  test('of a creation it names the part of the rule that the document breaks', async () => {
    await expect(policy.create(mini, 'own', [{ price: 0, kind: 'c' }])).rejects.toMatchObject({ code: 'DATABASE_PERMISSION_DENIED' });
    expect(logged()).toMatch(/create on own refused.*not proven: request.data.price > 0 && request.data.kind in \['a', 'b'\]$/);
    await expect(policy.create(mini, 'own', [{ price: 1, kind: 'a' }])).resolves.toEqual([{ price: 1, kind: 'a', _openid: 'o-me' }]);
  });
});

describe('every operator of the language', () => {
  const one = { multi: false, upsert: false, replace: false };
  test.each<readonly [string, EndUser, Query, boolean]>([
    ['negated', mini, { age: { $lte: 10 }, hidden: { $ne: true } }, true],
    ['negated', mini, { age: 10, hidden: false }, true],
    ['negated', mini, { age: 11, hidden: false }, false],
    ['indexed', mini, { 'tags.0': 'new' }, true],
    ['indexed', mini, { tags: 'new' }, false],
    ['adult', mini, { age: { $in: [11, 12] } }, true],
    ['adult', mini, { age: { $nin: [1, 2] } }, false],
    ['adult', mini, { $or: [{ age: 11 }, { age: { $gte: 12 } }] }, true],
    ['adult', mini, { $or: [{ age: 11 }, { name: 'x' }] }, false],
    ['adult', mini, { age: { $mod: [2, 0] } }, false],
  ])('%s: %o asks %o: %s', async (rule, user, query, allowed) => {
    for (const asked of [
      policy.read(user, rule, query),
      policy.update(user, rule, query, { $set: { note: 'x' } }, one),
      policy.remove(user, rule, query, true),
    ])
      expect(
        await asked.then(
          () => true,
          (error: { code: string }) => error.code,
        ),
      ).toBe(allowed ? true : 'DATABASE_PERMISSION_DENIED');
  });

  test('updates are judged with set and remove alone', async () => {
    const own = { _openid: '{openid}' };
    await expect(policy.update(mini, 'own', own, { $set: { a: 1 }, $unset: { b: '' } }, one)).resolves.toEqual({ _openid: 'o-me' });
    for (const operator of ['$inc', '$mul', '$push', '$pull', '$addToSet', '$pop', '$min', '$max', '$rename', '$currentDate'])
      await expect(policy.update(mini, 'own', own, { [operator]: { a: 'b' } }, one)).rejects.toThrow(`${operator} cannot be judged`);
  });

  test('templates are filled in at every depth', async () => {
    expect(await policy.read(web, 'uid', { $and: [{ owner: '{uid}' }, { $or: [{ a: '{openid}' }, { b: { $in: ['{uid}'] } }] }] })).toEqual({
      $and: [{ owner: 'u-1' }, { $or: [{ a: 'u-1' }, { b: { $in: ['u-1'] } }] }],
    });
  });
});

describe('get()', () => {
  test('is called three times and nests twice at most', async () => {
    await expect(policy.read(mini, 'three', { a: 'm1', b: 'm2' })).resolves.toBeDefined();
    await expect(policy.read(mini, 'chain', {})).resolves.toBeDefined();
    await expect(policy.read(mini, 'deep', {})).rejects.toThrow('get() nests deeper than 2');
    expect(logged()).toContain('read on deep refused');
  });

  test('within a template counts too', async () => {
    const nested = (depth: number): string => (depth === 0 ? 'auth.openid' : `get(\`database.staff.\${${nested(depth - 1)}}\`).boss`);
    expect(() => parseRule(nested(3))).not.toThrow();
    expect(() => parseRule(nested(4))).toThrow('3 times');
  });

  test('reads ten documents at most, each once', async () => {
    const managers = (count: number): Query => ({ $or: Array.from({ length: count }, (_, n) => ({ manager: `m${n}` })) });
    running.meter.reset();
    await expect(policy.read(mini, 'each', managers(10))).resolves.toBeDefined();
    expect(running.meter.figures().total.reads).toBe(10);
    await expect(policy.read(mini, 'each', managers(11))).rejects.toThrow('more than 10 documents');
  });

  test('needs the field in the query, and finds no document to be none', async () => {
    await expect(policy.read(mini, 'each', {})).rejects.toThrow('not provably');
    await expect(policy.read(mini, 'each', { manager: 'nobody' })).rejects.toThrow('not provably');
    await expect(policy.read(mini, 'each', { manager: { $gt: 'm' } })).rejects.toThrow('not provably');
    await expect(policy.read(mini, 'each', { manager: { $in: ['m1', 'm2'] } })).rejects.toThrow('not provably');
    await expect(policy.read(mini, 'each', { manager: { $in: ['m1'] } })).resolves.toBeDefined();
    await expect(policy.read(mini, 'each', { manager: 'm1' })).resolves.toBeDefined();
  });
});
