import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { GUARDS } from './list.mjs';
import { inventory, sitesOf, stretchOf, textOf } from './sites.mjs';
import { UNWATCHED } from './unwatched.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

it('every guard of the list stands once where it is said to, and its test is there', () => {
  const lost = GUARDS.filter((guard) => stretchOf(textOf(guard.file), guard) === null || !existsSync(join(root, guard.test)));
  expect(lost.map(({ what, file }) => `${what} (${file})`)).toEqual([]);
});

it('every condition of a write has a guard in the list, or a reason in unwatched.mjs why it has none', () => {
  const { sites, gone } = inventory(GUARDS, UNWATCHED);
  expect(sites.length).toBeGreaterThan(300);
  const missing = sites.filter(({ by, why }) => by.length === 0 && why === null);
  expect(missing.map(({ file, line, name }) => `${file}:${line} ${name}`)).toEqual([]);
  expect(gone).toEqual([]);
});

it('finds what a write asks, what a transaction looks at, and who was first', () => {
  const text = `
    const free = { _id: id, state: 'open' };
    async function take(id) {
      if (!(await tables.orders.insertOnce(order))) return null;
      await tables.orders.insertOnce(other);
      await tables.orders.updateOne({ _id: id, status: 'paid', ...seen(order) }, {});
      return tables.orders.updateAndRead(free, {});
    }
    const book = () => transact(async (transaction) => {
      const row = await transaction.get(tables.rows, id);
      if (row === null || row.left < 1) return { commit: false };
      return { commit: true };
    });`;
  expect(sitesOf(text, 'some.ts').map(({ kind, text: words }) => [kind, words])).toEqual([
    ['write', "state: 'open'"],
    ['first', 'tables.orders.insertOnce(order)'],
    ['write', "status: 'paid'"],
    ['write', 'seen(order)'],
    ['look', 'row.left < 1'],
  ]);
});
