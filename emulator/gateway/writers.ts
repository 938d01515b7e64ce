/** Who is writing a collection just now: a commit does not know, and the feed wants to say. */
export class Writers {
  readonly #writing = new Map<string, Map<string, number>>();
  readonly #transactions = new Map<string, Set<string>>();

  enter(collection: string, by: string): () => void {
    let names = this.#writing.get(collection);
    if (names === undefined) this.#writing.set(collection, (names = new Map()));
    names.set(by, (names.get(by) ?? 0) + 1);
    return () => {
      const left = (names.get(by) ?? 1) - 1;
      if (left > 0) names.set(by, left);
      else names.delete(by);
    };
  }

  noteTransaction(id: string, collection: string): void {
    const touched = this.#transactions.get(id);
    if (touched === undefined) this.#transactions.set(id, new Set([collection]));
    else touched.add(collection);
  }

  enterTransaction(id: string, by: string): () => void {
    const leaves = [...(this.#transactions.get(id) ?? [])].map((collection) => this.enter(collection, by));
    this.#transactions.delete(id);
    return () => {
      for (const leave of leaves) leave();
    };
  }

  forgetTransaction(id: string): void {
    this.#transactions.delete(id);
  }

  /** One name, or several when several write at once. */
  of(collection: string): string {
    const names = this.#writing.get(collection);
    return names === undefined || names.size === 0 ? 'unknown' : [...names.keys()].join(', ');
  }
}
