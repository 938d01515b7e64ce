import { expect, test } from 'vitest';
import { SortedList } from '../sorted-list.ts';
import { Chance } from './random/chance.ts';

/** Enough for chunks to split, to empty and to go. */
const STEPS = 6_000;
const compare = (a: number, b: number): number => a - b;

test.each([1, 2, 3, 4])('holds what a sorted array holds, beyond one chunk (seed %d)', (seed) => {
  const chance = new Chance(seed);
  const list = new SortedList<number>(compare);
  const loaded = seed % 2 === 0 ? Array.from({ length: 2_000 }, (_none, n) => n * 3) : [];
  list.load([...loaded].reverse());
  const model = new Set(loaded);
  for (let step = 0; step < STEPS; step += 1) {
    const item = chance.below(6_000);
    // First it grows, then it shrinks to almost nothing.
    if (chance.is(step < STEPS / 2 ? 0.8 : 0.1)) {
      if (!model.has(item)) list.add(item);
      model.add(item);
    } else {
      const victim = step < STEPS / 2 ? item : ([...model][chance.below(model.size)] ?? item);
      list.remove(victim);
      model.delete(victim);
    }
    if (step % 500 !== 0 && step !== STEPS - 1) continue;
    const wanted = [...model].sort(compare);
    expect([...list.ascending(() => 0)]).toEqual(wanted);
    const [low, high] = [chance.below(3_000), 3_000 + chance.below(3_000)];
    const within = (n: number): number => (n < low ? -1 : n > high ? 1 : 0);
    expect([...list.ascending(within)]).toEqual(wanted.filter((n) => within(n) === 0));
  }
});
