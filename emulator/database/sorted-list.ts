/** Longest chunk; half of it after a split. Short enough that moving items is cheap, long enough that there are few chunks. */
const LONGEST = 512;

/** Where an item stands to a run of neighbouring items: before it (negative), in it (zero) or after it (positive). */
export type Locate<T> = (item: T) => number;

/** Items in the order of `compare`, in chunks: finding is logarithmic, adding and removing move at most one chunk. */
export class SortedList<T> {
  readonly #compare: (a: T, b: T) => number;
  #chunks: T[][] = [];

  constructor(compare: (a: T, b: T) => number) {
    this.#compare = compare;
  }

  /** Fills an empty list at once. */
  load(items: T[]): void {
    items.sort(this.#compare);
    this.#chunks = [];
    for (let at = 0; at < items.length; at += LONGEST / 2) this.#chunks.push(items.slice(at, at + LONGEST / 2));
  }

  add(item: T): void {
    const before: Locate<T> = (other) => this.#compare(other, item);
    const last = this.#chunks.length - 1;
    if (last < 0) {
      this.#chunks.push([item]);
      return;
    }
    const place = Math.min(this.#chunkFrom(before, 0), last);
    const chunk = this.#chunks[place] ?? [];
    chunk.splice(firstFrom(chunk, before, 0), 0, item);
    if (chunk.length > LONGEST) this.#chunks.splice(place + 1, 0, chunk.splice(LONGEST / 2));
  }

  /** Removes the item that compares equal; nothing happens when there is none. */
  remove(item: T): void {
    const locate: Locate<T> = (other) => this.#compare(other, item);
    const place = this.#chunkFrom(locate, 0);
    const chunk = this.#chunks[place];
    if (chunk === undefined) return;
    const at = firstFrom(chunk, locate, 0);
    const found = chunk[at];
    if (found === undefined || locate(found) !== 0) return;
    chunk.splice(at, 1);
    if (chunk.length === 0) this.#chunks.splice(place, 1);
  }

  /** The run that `locate` describes, in order. The list must not change meanwhile. */
  *ascending(locate: Locate<T>): Generator<T, void, undefined> {
    let place = this.#chunkFrom(locate, 0);
    let at = firstFrom(this.#chunks[place] ?? [], locate, 0);
    for (; place < this.#chunks.length; place += 1, at = 0) {
      const chunk = this.#chunks[place] ?? [];
      for (; at < chunk.length; at += 1) {
        const item = chunk[at] as T;
        if (locate(item) > 0) return;
        yield item;
      }
    }
  }

  /** The run that `locate` describes, last first. The list must not change meanwhile. */
  *descending(locate: Locate<T>): Generator<T, void, undefined> {
    let place = Math.min(this.#chunkFrom(locate, 1), this.#chunks.length - 1);
    let at = firstFrom(this.#chunks[place] ?? [], locate, 1) - 1;
    while (place >= 0) {
      const chunk = this.#chunks[place] ?? [];
      for (; at >= 0; at -= 1) {
        const item = chunk[at] as T;
        if (locate(item) < 0) return;
        yield item;
      }
      place -= 1;
      at = (this.#chunks[place]?.length ?? 0) - 1;
    }
  }

  /** The first chunk whose last item stands at `least` or more. */
  #chunkFrom(locate: Locate<T>, least: 0 | 1): number {
    let low = 0;
    let high = this.#chunks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const chunk = this.#chunks[middle] ?? [];
      if (locate(chunk[chunk.length - 1] as T) >= least) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/** The first place in a chunk whose item stands at `least` or more. */
function firstFrom<T>(chunk: readonly T[], locate: Locate<T>, least: 0 | 1): number {
  let low = 0;
  let high = chunk.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (locate(chunk[middle] as T) >= least) high = middle;
    else low = middle + 1;
  }
  return low;
}
