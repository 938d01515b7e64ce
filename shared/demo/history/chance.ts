/** Variety without chance: the same seed draws the same numbers (mulberry32). */
export interface Chance {
  /** From 0 up to, not including, `below`; whole. */
  below(below: number): number;
  /** Whole, both ends included. */
  between(least: number, most: number): number;
  of<Item>(items: readonly Item[]): Item;
}

export function chance(seed: number): Chance {
  let state = (seed * 2654435761) >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    below,
    between: (least, most) => least + below(most - least + 1),
    of: (items) => {
      const item = items[below(items.length)];
      if (item === undefined) throw new RangeError('nothing to choose from');
      return item;
    },
  };
}
