import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { liveDay } from './simulation/day.ts';
import { prepare, type Stage } from './simulation/world.ts';

/** A part of what `node scripts/simulate.mjs --days 200` proves: random days of the shop, with calls that are killed, doubled and late, after which every book adds up. */
const DAYS = [1, 2, 3, 4, 5];
const ACTS = 25;
let stage: Stage;

beforeAll(async () => {
  stage = await prepare(dirname(dirname(fileURLToPath(import.meta.url))));
});

afterAll(async () => {
  await stage.close();
});

describe('a random day of the shop', () => {
  it.each(DAYS)('from seed %i ends with books that add up and nothing stuck', async (seed) => {
    const { faults, diary } = await liveDay(stage, seed, ACTS);
    if (faults.length > 0) console.error(diary.join('\n'));
    expect(faults, `node scripts/simulate.mjs --days 1 --seed ${seed} --acts ${ACTS}`).toEqual([]);
  });
});
