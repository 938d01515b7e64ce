import { expect, test } from 'vitest';
import { temporaryFile } from './open.ts';
import { runRandom } from './random/run.ts';

test('thousands of random statements, queries and transactions end as in a plain model', async () => {
  const tally = await runRandom({ seed: 20_241_121, file: temporaryFile(), operations: 10_000, atMostMs: 5000 });
  expect(Math.min(tally.statements, tally.queries, tally.refused, tally.transactions, tally.waits)).toBeGreaterThan(0);
}, 60_000);
