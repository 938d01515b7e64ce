import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { ACTIONS } from '../support/samples.ts';
import { UNCALLED } from './uncalled.ts';

const here = dirname(fileURLToPath(import.meta.url));
const sources = [...readdirSync(join(here, 'acts')).map((name) => join('acts', name)), 'day.ts'].map((name) =>
  readFileSync(join(here, name), 'utf8'),
);

it('every action of every function is called by an act, or it is said why not', () => {
  const named = ACTIONS.map(({ name, action }) => (action === '' ? name : `${name}.${action}`));
  const uncalled = ACTIONS.filter(
    ({ name, action }) => !sources.some((text) => text.includes(`'${name}'`) && (action === '' || text.includes(`'${action}'`))),
  );
  expect(uncalled.map(({ name, action }) => (action === '' ? name : `${name}.${action}`)).sort()).toEqual(Object.keys(UNCALLED).sort());
  expect(Object.keys(UNCALLED).filter((name) => !named.includes(name))).toEqual([]);
});
