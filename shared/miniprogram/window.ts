/**
 * What lies below a live window after it changed. A document that new ones pushed out of a full window joins the older ones; one that left
 * the list (it was shipped, say) does not, and one that the window took back is no longer below it.
 */
export function mergeWindow<Document extends { readonly _id: string }>(
  before: readonly Document[],
  older: readonly Document[],
  window: readonly Document[],
  size: number,
  at: (document: Document) => number,
): Document[] {
  const last = window[window.length - 1];
  const full = window.length === size && last !== undefined;
  const pushed = full ? before.filter((document) => at(document) < at(last)) : [];
  const inside = new Set(window.map((document) => document._id));
  const seen = new Set<string>();
  return [...pushed, ...older].filter((document) => !inside.has(document._id) && !seen.has(document._id) && seen.add(document._id));
}

/** What lies below the last document shown: to be asked for, asked for, nothing, or not to be had this time. */
export type More = 'idle' | 'loading' | 'end' | 'error';

/** A list, newest first: its head is a live window, what lies below stays as it was when it was read, a page at a time. */
export class WindowedList<Document extends { readonly _id: string }> {
  #window: readonly Document[] = [];
  #older: readonly Document[] = [];
  #more: More = 'idle';
  readonly #size: number;
  readonly #at: (document: Document) => number;

  /** `size` is what the window and a page hold at most; `at` the moment a document stands at. */
  constructor(size: number, at: (document: Document) => number) {
    this.#size = size;
    this.#at = at;
  }

  get all(): readonly Document[] {
    return [...this.#window, ...this.#older];
  }

  get more(): More {
    return this.#more;
  }

  /** The live window changed. */
  take(window: readonly Document[]): void {
    this.#older = mergeWindow(this.#window, this.#older, window, this.#size, this.#at);
    this.#window = window;
    if (window.length < this.#size) this.#more = 'end';
    else if (this.#more === 'end' && this.#older.length === 0) this.#more = 'idle';
  }

  /** Takes a document off that lies below the window, where nothing moves by itself. Whether it was there. */
  drop(id: string): boolean {
    const rest = this.#older.filter((document) => document._id !== id);
    const dropped = rest.length < this.#older.length;
    this.#older = rest;
    return dropped;
  }

  /** Reads the page below the last document; null when there is nothing to read or it is being read, else its end. */
  readMore(read: (last: Document) => Promise<readonly Document[]>): Promise<void> | null {
    const last = this.#older[this.#older.length - 1] ?? this.#window[this.#window.length - 1];
    if (last === undefined || this.#more === 'loading' || this.#more === 'end') return null;
    this.#more = 'loading';
    return read(last).then(
      (page) => {
        const known = new Set(this.all.map((document) => document._id));
        this.#older = [...this.#older, ...page.filter((document) => !known.has(document._id))];
        this.#more = page.length < this.#size ? 'end' : 'idle';
      },
      () => {
        this.#more = 'error';
      },
    );
  }
}
