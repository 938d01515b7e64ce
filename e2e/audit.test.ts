import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { interfere } from '../cloudfunctions/_platform/checkpoint.ts';
import { adminDatabase, all, callAsSystem, type Database } from './support/database.ts';
import { startEmulator, type Emulator } from './support/emulator.ts';
import { HARMS, HarmGround, LONG_AGO, ONLY_AT_REST, REFUSED_BY_THE_DATABASE, type Harm } from './support/harms.ts';
import { actAs } from './support/shop.ts';

/** The `audit` function on the demo shop, whose thirty days of books agree until an administrator's script spoils them. */
let emulator: Emulator;
let db: Database;
const root = dirname(dirname(fileURLToPath(import.meta.url)));

beforeAll(async () => {
  emulator = await startEmulator();
  // It would mend some of what is done to the books. One that is under way ends before the first audit does.
  await emulator.post('/__emulator/faults', { kind: 'refuse', function: 'orderTimer', code: 'SYS_ERR', times: 1000 });
  db = adminDatabase(emulator);
});

afterAll(async () => {
  await emulator.stop();
});

interface Run {
  readonly id: string;
  readonly status: string;
  readonly found: number;
  readonly counts: Record<string, number>;
  readonly violations: { readonly check: string; readonly subject: string }[];
}

/** Calls until it is done, as its contract says. */
async function audited(): Promise<Run> {
  for (;;) {
    const { run } = await callAsSystem(emulator, 'audit', { action: 'run' });
    if (run?.status === 'done') return run;
  }
}

async function named(): Promise<string[]> {
  const { violations, found } = await audited();
  expect(found).toBe(violations.length);
  return [...new Set(violations.map(({ check, subject }) => `${check} ${subject}`))].sort();
}

/** The rules that the audit's own source says it holds the books against. */
function claimed(): string[] {
  const folder = join(root, 'shared/domain/audit');
  const files = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
  const sources = [...files.map((name) => join(folder, name)), ...['domain/audit.ts'].map((name) => join(root, 'shared', name))];
  const services = ['audit', 'after-sales', 'coupons', 'customers', 'promotions', 'inventory'].flatMap((area) =>
    ['books.ts', 'audit-books.ts'].map((name) => join(root, 'cloudfunctions/_services', area, name)),
  );
  const texts = [...sources, ...services.filter(existsSync)].map((path) => readFileSync(path, 'utf8'));
  return [
    ...new Set(texts.flatMap((text) => [...text.matchAll(/(?:violation\(\s*|check: )'([a-z.]+)'/g)].map(([, check = '']) => check))),
  ].sort();
}

describe('the audit', () => {
  it('finds no fault with the demo shop, and has looked at all of it', async () => {
    const { found, violations, counts } = await audited();
    expect([found, violations]).toEqual([0, []]);
    for (const book of ['products', 'orders', 'payments', 'refunds', 'records', 'member_user'])
      expect([book, counts[book]]).toEqual([book, (await all(db, book)).length]);
  });

  it('names every harm that is done to them, and nothing else', async () => {
    const ground = await HarmGround.of(db);
    const done: Harm[] = [];
    for (const [, harm] of HARMS) done.push(await harm(ground));
    const names = done.flatMap((harm) => harm.names).sort();
    expect(new Set(names).size).toBe(names.length);
    expect(await named()).toEqual(names);
    for (const harm of done.reverse()) await harm.undo();
    expect(await named()).toEqual([]);
    // There is a harm for every rule.
    const harmed = new Set(names.map((name) => name.split(' ')[0] ?? ''));
    expect(claimed().filter((check) => !harmed.has(check))).toEqual([...REFUSED_BY_THE_DATABASE, ...ONLY_AT_REST].sort());
  });

  it('is made once a day by its timer, and only by those who may', async () => {
    await emulator.post('/__emulator/timer', { function: 'audit' });
    await emulator.post('/__emulator/timer', { function: 'audit' });
    const runs = await all<{ _id: string; status: string }>(db, 'auditRuns');
    expect(runs.filter(({ _id }) => /^audit-\d{8}$/.test(_id)).map(({ status }) => status)).toEqual(['done']);
    const manager = await actAs(emulator, 'o-demo-staff-03');
    expect(await manager.call('audit', { action: 'latest' })).toMatchObject({ status: 403, reason: 'PERMISSION_DENIED' });
    expect(await manager.send('audit', { action: 'run', quiet: true })).toMatchObject({ status: 400 });
    expect((await callAsSystem(emulator, 'audit', { action: 'latest' })).run).toMatchObject({ status: 'done', found: 0 });
  });
});

describe('an audit that dies half-way', () => {
  it('leaves the rest to the next call, which looks at nothing twice', async () => {
    const { auditNow } = await import('../cloudfunctions/_services/audit/run.ts');
    let pages = 0;
    interfere(async (line) => {
      if (line === 'audit.looked' && (pages += 1) === 3) throw new Error('killed');
    });
    await expect(auditNow()).rejects.toThrow('killed');
    interfere(null);
    // Until the dead call's time is over nobody else goes on.
    const { run } = await callAsSystem(emulator, 'audit', { action: 'run' });
    expect(run).toMatchObject({ status: 'running', found: 0 });
    await db.collection('auditRuns').where({ _id: run?.id }).update({ leaseUntil: LONG_AGO });
    const { id, counts } = await audited();
    expect(id).toBe(run?.id);
    for (const book of ['products', 'orders', 'records']) expect([book, counts[book]]).toEqual([book, (await all(db, book)).length]);
  });
});
