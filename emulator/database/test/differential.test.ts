import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openDatabase } from '../index.ts';
import type { Database, IndexSpec } from '../types.ts';
import { matches, sorted, sortValue, updated, type Filter, type Row } from './model.ts';
import { NOW, temporaryFile } from './open.ts';

const FIELDS = ['a', 'b', 'c.d'] as const;
const scalar = fc.constantFrom<unknown>(null, 0, 1, 2, 3, 'x', 'y', true, false);
const value = fc.oneof({ weight: 4, arbitrary: scalar }, { weight: 1, arbitrary: fc.array(scalar, { maxLength: 3 }) });
const nested = fc.oneof(
  scalar,
  fc.record({ d: value }, { requiredKeys: [] }),
  fc.array(fc.oneof(scalar, fc.record({ d: scalar }, { requiredKeys: [] })), { maxLength: 2 }),
);
const body = fc.record({ a: value, b: value, c: nested }, { requiredKeys: [] });

const comparison = fc.oneof(
  scalar,
  value,
  fc.tuple(fc.constantFrom('$eq', '$gt', '$gte', '$lt', '$lte', '$ne'), scalar).map(([operator, operand]) => ({ [operator]: operand })),
  fc.tuple(scalar, scalar).map(([low, high]) => ({ $gte: low, $lt: high })),
  fc.array(scalar, { maxLength: 3 }).map((list) => ({ $in: list })),
  fc.boolean().map((exists) => ({ $exists: exists })),
);
const clause: fc.Arbitrary<Filter> = fc.dictionary(fc.constantFrom(...FIELDS, '_id'), comparison, { maxKeys: 2 });
const filter: fc.Arbitrary<Filter> = fc.oneof(
  { weight: 4, arbitrary: clause },
  { weight: 1, arbitrary: fc.array(clause, { minLength: 1, maxLength: 3 }).map((parts) => ({ $and: parts })) },
  {
    weight: 1,
    arbitrary: fc.tuple(clause, fc.array(clause, { minLength: 1, maxLength: 2 })).map(([part, parts]) => ({ ...part, $or: parts })),
  },
);
const sort = fc.uniqueArray(fc.tuple(fc.constantFrom(...FIELDS, '_id'), fc.constantFrom<1 | -1>(1, -1)), {
  maxLength: 3,
  selector: ([field]) => field,
});

const field = fc.constantFrom('a', 'b');
const update = fc.oneof(
  fc.tuple(field, value).map(([name, operand]) => ({ $set: { [name]: operand } })),
  nested.map((operand) => ({ $set: { c: operand } })),
  field.map((name) => ({ $unset: { [name]: '' } })),
  fc.tuple(field, fc.constantFrom(-1, 1)).map(([name, operand]) => ({ $inc: { [name]: operand } })),
  fc.tuple(field, scalar).map(([name, operand]) => ({ $push: { [name]: operand } })),
);

type Step =
  | { do: 'insert'; id: number; body: Record<string, unknown> }
  | { do: 'update'; filter: Filter; update: Record<string, Record<string, unknown>> }
  | { do: 'remove'; filter: Filter }
  | { do: 'find'; filter: Filter; sort: [string, 1 | -1][]; skip: number; limit: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('insert' as const), id: fc.nat(15), body }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('update' as const), filter, update }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('remove' as const), filter: fc.nat(15).map((id) => ({ _id: id })) }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('find' as const), filter, sort, skip: fc.nat(2), limit: fc.nat(4) }) },
);

const INDEXES: readonly IndexSpec[] = [
  { name: 'a', keys: [{ field: 'a', direction: 1 }] },
  {
    name: 'a_b',
    keys: [
      { field: 'a', direction: 1 },
      { field: 'b', direction: -1 },
    ],
  },
  {
    name: 'b_c',
    keys: [
      { field: 'b', direction: -1 },
      { field: 'c.d', direction: 1 },
    ],
  },
  { name: 'cd', keys: [{ field: 'c.d', direction: 1 }] },
];

const byId = (rows: readonly Row[]): Row[] => [...rows].sort((x, y) => x._id - y._id);

/** Two arrays side by side cannot be indexed; the model has to refuse what the index refuses. */
function unindexable(row: Row, indexes: readonly IndexSpec[]): boolean {
  const isArray = (name: string): boolean => {
    const [root = '', leaf] = name.split('.');
    const top = row[root];
    if (Array.isArray(top) || leaf === undefined) return Array.isArray(top);
    return typeof top === 'object' && top !== null && Array.isArray((top as Record<string, unknown>)[leaf]);
  };
  return indexes.some(({ keys }) => keys.filter((key) => isArray(key.field)).length > 1);
}

async function run(database: Database, steps: readonly Step[], indexes: readonly IndexSpec[]): Promise<void> {
  const name = 'rows';
  await database.reset();
  await database.createCollection(name);
  await database.ensureIndexes(name, indexes);
  let model: Row[] = [];
  for (const act of steps) {
    if (act.do === 'insert') {
      const row = { _id: act.id, ...act.body };
      const refused = model.some(({ _id }) => _id === act.id) || unindexable(row, indexes);
      const done = await database.insert(name, [row]).then(
        () => true,
        () => false,
      );
      expect(done).toBe(!refused);
      if (done) model.push(structuredClone(row));
    } else if (act.do === 'update') {
      const changed = model.map((row) => (matches(row, act.filter) ? updated(row, act.update) : row));
      const refused = changed.some((row) => row === null || unindexable(row, indexes));
      const done = await database.update(name, { filter: act.filter, update: act.update, multi: true }).then(
        () => true,
        () => false,
      );
      expect(done).toBe(!refused);
      if (done) model = changed.filter((row) => row !== null);
    } else if (act.do === 'remove') {
      const kept = model.filter((row) => !matches(row, act.filter));
      expect(await database.remove(name, { filter: act.filter, multi: true })).toBe(model.length - kept.length);
      model = kept;
    } else {
      const wanted = sorted(
        model.filter((row) => matches(row, act.filter)),
        act.sort,
      );
      expect(byId((await database.find(name, { filter: act.filter })) as Row[])).toEqual(byId(wanted));
      expect(await database.count(name, act.filter)).toBe(wanted.length);
      const keys = (rows: readonly Row[]) => rows.map((row) => act.sort.map(([key, direction]) => sortValue(row, key, direction)));
      const found = (await database.find(name, { filter: act.filter, sort: act.sort, skip: act.skip, limit: act.limit })) as Row[];
      expect(keys(found)).toEqual(keys(wanted.slice(act.skip, act.limit > 0 ? act.skip + act.limit : undefined)));
    }
  }
}

test('with any indexes, every answer is that of a plain scan', async () => {
  const database = await openDatabase({ file: temporaryFile(), now: () => NOW });
  const property = fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), fc.subarray([...INDEXES]), (steps, indexes) =>
    run(database, steps, indexes),
  );
  await fc.assert(property, { seed: 20240601, numRuns: 120 });
  await database.close();
});
