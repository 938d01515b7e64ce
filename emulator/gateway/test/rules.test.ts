import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CollectionRules } from '../../types.ts';
import type { EndUser } from '../context.ts';
import { Policy } from '../rules/policy.ts';
import { parseRule } from '../rules/expression.ts';
import { type Running, start } from './harness.ts';

const STAFF = 'get(`database.staff.${auth.openid}`).orders == true || get(`database.staff.${auth.uid}`).orders == true';

/** Reads of a collection under one rule. */
const RULES: Readonly<Record<string, string>> = {
  own: 'doc._openid == auth.openid',
  id: 'doc._id == auth.openid || doc._id == auth.uid',
  status: `doc.status == 'on' || ${STAFF}`,
  ownOrStaff: `doc._openid == auth.openid || ${STAFF}`,
  adult: 'doc.age > 10',
  notBanned: "doc.state != 'banned' && doc.kind in ['a', 'b']",
  young: '!(doc.age > 10)',
  nested: 'doc.shop.id == 7',
  signedIn: 'auth != null',
  webOnly: 'auth.openid == null',
  future: 'doc.endsAt > now',
  tenant: 'get(`database.staff.${doc.manager}`).orders == true',
  broken: 'doc.a = 1',
  closed: 'false',
};

const mini: EndUser = { kind: 'mini', appid: 'wx1', openid: 'o-me' };
const clerk: EndUser = { kind: 'mini', appid: 'wx1', openid: 'o-clerk' };
const admin: EndUser = { kind: 'web', uid: 'boss', customUserId: 'boss', anonymous: false };
const visitor: EndUser = { kind: 'web', uid: 'visitor', anonymous: true };

let running: Running;
let policy: Policy;
const rules = new Map<string, CollectionRules>();

beforeAll(async () => {
  const declared: CollectionRules[] = Object.entries(RULES).map(([name, read]) => ({
    name,
    permission: 'CUSTOM',
    rule: { read, write: false },
    indexes: [],
  }));
  const write = 'doc._openid == auth.openid && request.data.price > 0';
  declared.push(
    {
      name: 'writable',
      permission: 'CUSTOM',
      rule: { read: true, create: 'request.data.price > 0', update: write, delete: 'doc._openid == auth.openid' },
      indexes: [],
    },
    ...(['READONLY', 'PRIVATE', 'ADMINWRITE', 'ADMINONLY'] as const).map((permission) => ({ name: permission, permission, indexes: [] })),
    { name: 'staff', permission: 'ADMINONLY', indexes: [] },
  );
  running = await start(declared);
  for (const collection of declared) rules.set(collection.name, collection);
  await running.database.createCollection('undeclared');
  await running.database.insert('staff', [
    { _id: 'o-clerk', orders: true },
    { _id: 'boss', orders: true },
    { _id: 'o-former', orders: false },
  ]);
  policy = new Policy({ database: running.database, clock: running.clock, meter: running.meter, feed: running.feed, rules: () => rules });
});

afterAll(() => running.close());

const TABLE: readonly (readonly [rule: string, user: EndUser, query: Record<string, unknown>, allowed: boolean])[] = [
  ['own', mini, { _openid: '{openid}' }, true],
  ['own', mini, { _openid: 'o-me', status: 'paid' }, true],
  ['own', mini, { _openid: { $eq: 'o-me' } }, true],
  ['own', mini, { $and: [{ a: 1 }, { _openid: '{openid}' }] }, true],
  ['own', mini, {}, false],
  ['own', mini, { _id: 'x' }, false],
  ['own', mini, { _openid: 'o-other' }, false],
  ['own', mini, { _openid: { $in: ['o-me', 'o-other'] } }, false],
  ['own', mini, { $or: [{ _openid: 'o-me' }, { status: 'paid' }] }, false],
  [
    'own',
    mini,
    {
      $or: [
        { _openid: 'o-me', a: 1 },
        { _openid: 'o-me', a: 2 },
      ],
    },
    true,
  ],
  ['own', mini, { $and: [{ _openid: 'o-other' }, { _openid: 'o-me' }] }, false],
  ['own', mini, { _openid: { $regex: '.*' } }, false],
  ['own', mini, { _openid: { $ne: 'o-other' } }, false],
  ['own', mini, { $nor: [{ _openid: { $ne: 'o-me' } }] }, false],
  ['own', admin, { _openid: null }, false],
  ['own', admin, { _openid: { $exists: false } }, false],
  ['id', mini, { _id: 'o-me' }, true],
  ['id', mini, { _id: '{openid}' }, true],
  ['id', mini, { _id: 'boss' }, false],
  ['id', admin, { _id: 'boss' }, true],
  ['id', admin, { _id: { $in: ['boss', 'o-me'] } }, false],
  ['status', mini, { status: 'on' }, true],
  ['status', mini, { status: 'on', price: { $gt: 5 } }, true],
  ['status', mini, { status: { $in: ['on', 'off'] } }, false],
  ['status', mini, {}, false],
  ['status', clerk, {}, true],
  ['status', admin, { price: { $gt: 5 } }, true],
  ['status', visitor, { _id: 'x' }, false],
  ['ownOrStaff', mini, { _openid: '{openid}' }, true],
  ['ownOrStaff', mini, { status: 'paid' }, false],
  ['ownOrStaff', clerk, { status: 'paid' }, true],
  ['ownOrStaff', { kind: 'mini', appid: 'wx1', openid: 'o-former' }, {}, false],
  ['adult', mini, { age: { $gt: 15 } }, true],
  ['adult', mini, { age: { $gt: 10 } }, true],
  ['adult', mini, { age: { $gte: 10 } }, false],
  ['adult', mini, { age: { $gt: 8 } }, false],
  ['adult', mini, { age: { $lt: 15 } }, false],
  ['adult', mini, { age: { $in: [11, 12] } }, true],
  ['adult', mini, { age: 11 }, true],
  ['young', mini, { age: { $lte: 10 } }, true],
  ['young', mini, { age: { $lt: 20 } }, false],
  ['notBanned', mini, { state: { $ne: 'banned' }, kind: 'a' }, true],
  ['notBanned', mini, { state: { $nin: ['banned', 'x'] }, kind: { $in: ['a', 'b'] } }, true],
  ['notBanned', mini, { state: 'fine', kind: { $in: ['a', 'c'] } }, false],
  ['notBanned', mini, { kind: 'a' }, false],
  ['nested', mini, { 'shop.id': 7 }, true],
  ['nested', mini, { 'shop.id': 8 }, false],
  ['signedIn', visitor, {}, true],
  ['webOnly', admin, {}, true],
  ['webOnly', mini, {}, false],
  ['future', mini, { endsAt: { $gt: Date.now() + 60_000 } }, true],
  ['future', mini, { endsAt: { $gt: 5 } }, false],
  ['tenant', mini, { manager: 'o-clerk' }, true],
  ['tenant', mini, { manager: 'o-former' }, false],
  ['tenant', mini, {}, false],
  ['broken', mini, {}, false],
  ['closed', mini, {}, false],
];

describe('a query is answered only when it is provably inside its rule', () => {
  test.each(TABLE)('%s: %o asks %o: %s', async (rule, user, query, allowed) => {
    const asking = policy.read(user, rule, query);
    if (allowed) await expect(asking).resolves.toBeDefined();
    else await expect(asking).rejects.toMatchObject({ code: 'DATABASE_PERMISSION_DENIED' });
  });
});

test('basic permissions', async () => {
  const denied = { code: 'DATABASE_PERMISSION_DENIED' };
  const one = { multi: false, upsert: false, replace: false };
  expect(await policy.read(mini, 'READONLY', { a: 1 })).toEqual({ a: 1 });
  expect(await policy.read(mini, 'PRIVATE', { a: 1 })).toEqual({ $and: [{ a: 1 }, { _openid: 'o-me' }] });
  expect(await policy.update(mini, 'READONLY', { _id: 'x' }, { $set: { a: 1 } }, one)).toEqual({
    $and: [{ _id: 'x' }, { _openid: 'o-me' }],
  });
  await expect(policy.update(mini, 'PRIVATE', {}, { $set: { a: 1 } }, { ...one, multi: true })).rejects.toMatchObject(denied);
  await expect(policy.update(mini, 'PRIVATE', {}, { $set: { _openid: 'x' } }, one)).rejects.toMatchObject(denied);
  await expect(policy.update(mini, 'PRIVATE', {}, { $rename: { a: '_openid' } }, one)).rejects.toMatchObject(denied);
  await expect(policy.remove(mini, 'ADMINWRITE', { _id: 'x' }, false)).rejects.toMatchObject(denied);
  await expect(policy.read(mini, 'ADMINONLY', {})).rejects.toMatchObject(denied);
  await expect(policy.read(mini, 'undeclared', {})).rejects.toMatchObject(denied);
  await expect(policy.read(mini, 'nowhere', {})).rejects.toMatchObject({ code: 'DATABASE_COLLECTION_NOT_EXIST' });
});

test('custom rules of writing', async () => {
  const denied = { code: 'DATABASE_PERMISSION_DENIED' };
  const many = { multi: true, upsert: false, replace: false };
  expect(await policy.create(mini, 'writable', [{ price: 5 }])).toEqual([{ price: 5, _openid: 'o-me' }]);
  await expect(policy.create(mini, 'writable', [{ price: 0 }])).rejects.toMatchObject(denied);
  await expect(policy.create(mini, 'writable', [{ price: 5, _openid: 'o-me' }])).rejects.toMatchObject(denied);
  await expect(policy.update(mini, 'writable', { _openid: '{openid}' }, { $set: { price: 3 } }, many)).resolves.toEqual({
    _openid: 'o-me',
  });
  await expect(policy.update(mini, 'writable', { _openid: '{openid}' }, { $set: { price: -3 } }, many)).rejects.toMatchObject(denied);
  await expect(policy.update(mini, 'writable', { _openid: '{openid}' }, { $inc: { price: 3 } }, many)).rejects.toMatchObject(denied);
  await expect(policy.update(mini, 'writable', { _id: 'x' }, { $set: { price: 3 } }, many)).rejects.toMatchObject(denied);
  await expect(policy.remove(mini, 'writable', {}, true)).rejects.toMatchObject(denied);
});

test('aggregations: the first match is judged, and what is not for clients is refused', async () => {
  expect(await policy.aggregate(mini, 'own', [{ $match: { _openid: '{openid}' } }, { $count: 'n' }])).toEqual([
    { $match: { _openid: 'o-me' } },
    { $count: 'n' },
  ]);
  await expect(policy.aggregate(mini, 'own', [{ $group: { _id: 1 } }])).rejects.toMatchObject({ code: 'DATABASE_PERMISSION_DENIED' });
  await expect(policy.aggregate(mini, 'signedIn', [{ $lookup: { from: 'staff', as: 'x' } }])).rejects.toMatchObject({
    code: 'DATABASE_PERMISSION_DENIED',
  });
});

test('every get() is a read, and none is done that the proof does not need', async () => {
  running.meter.reset();
  await policy.read(mini, 'status', { status: 'on' });
  expect(running.meter.figures().total.reads).toBe(0);
  await policy.read(clerk, 'status', {});
  expect(running.meter.figures().total.reads).toBe(1);
});

test('rules that the cloud refuses are refused', () => {
  expect(() => parseRule('process.exit()')).toThrow('not a variable');
  expect(() => parseRule(`doc.a == '${'x'.repeat(1024)}'`)).toThrow('1024');
  expect(() => parseRule("get('a') == get('b') && get('c') == get('d')")).toThrow('3 times');
});
