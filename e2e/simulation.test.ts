import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';

/** A part of what `node scripts/simulate.mjs --days 1000` proves: random days of the shop, with calls that are killed, doubled and late, after which every book adds up. */
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const out = mkdtempSync(join(tmpdir(), 'shop-simulated-'));
const run = promisify(execFile);

afterAll(() => rmSync(out, { recursive: true, force: true }));

async function live(name: string, ...options: string[]): Promise<string> {
  const folder = join(out, name);
  await run('node', ['scripts/simulate.mjs', '--out', folder, ...options], { cwd: root, maxBuffer: 1e8 }).catch(() => undefined);
  return readFileSync(join(folder, 'tally.txt'), 'utf8');
}

describe('random days of the shop end with books that add up and nothing stuck', () => {
  it('four days, the emulator in their own process', async () => {
    const tally = await live('inside', '--days', '4', '--seed', '2', '--acts', '30', '--jobs', '2');
    expect(tally).toMatch(/^4 days, [1-9]\d* orders, .*\nall in order\n/);
    // It lived: calls came through, were refused and were killed, timers and notices called, and the audit named what was done to the books of the last one.
    for (const lived of [
      /submitOrder: [1-9]/,
      /internalOrder.save: [1-9]/,
      /Refusals by reason\n {2}[A-Z]/,
      /Killed half-way/,
      /payCallback: [1-9]/,
      /Harm to the books.*\n {2}done: [1-9]\d/,
    ])
      expect(tally).toMatch(lived);
  });

  it('a day on the emulator as everybody runs it', async () => {
    expect(await live('processes', '--days', '1', '--seed', '11', '--acts', '16', '--processes')).toMatch(/^1 days, .*\nall in order\n/);
  });
});
