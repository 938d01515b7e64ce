import type { Filter, Row } from '../model.ts';
import { Chance } from './chance.ts';

export type Update = Record<string, Record<string, unknown>>;
export type Order = [field: string, direction: 1 | -1][];

/** One statement. `inside` says in which of the open transactions, by its place among them; undefined: in none. */
export type Statement =
  | { do: 'insert'; rows: Row[] }
  | { do: 'update'; filter: Filter; update: Update; upsert: boolean }
  | { do: 'replace'; id: number; body: Record<string, unknown>; upsert: boolean }
  | { do: 'findAndModify'; id: number; update: Update }
  | { do: 'remove'; filter: Filter };

export type Act =
  | { do: 'write'; statement: Statement; inside: number | undefined }
  | { do: 'find'; filter: Filter; sort: Order; skip: number; limit: number; inside: number | undefined }
  | { do: 'group'; filter: Filter; by: string }
  | { do: 'begin' }
  | { do: 'end'; which: number; commit: boolean }
  | { do: 'indexes'; chosen: boolean[] }
  | { do: 'reopen' };

const IDS = 40;
const FIELDS = ['a', 'b', 'c.d'] as const;

/** Draws statements that meet often: few ids, few values, every kind of value. */
export class Generator {
  readonly #chance: Chance;

  constructor(seed: number) {
    this.#chance = new Chance(seed);
  }

  get chance(): Chance {
    return this.#chance;
  }

  #scalar(): unknown {
    return this.#chance.pick<unknown>([null, 0, 1, 2, 3, -1, 0.5, 'x', 'y', '', true, false]);
  }

  #value(): unknown {
    return this.#chance.is(0.2) ? this.#chance.some(3, () => this.#scalar()) : this.#scalar();
  }

  #nested(): unknown {
    const kind = this.#chance.next();
    if (kind < 0.4)
      return { ...(this.#chance.is(0.8) ? { d: this.#value() } : {}), ...(this.#chance.is(0.3) ? { e: this.#scalar() } : {}) };
    if (kind < 0.6) return this.#chance.some(2, () => (this.#chance.is(0.5) ? { d: this.#scalar() } : this.#scalar()));
    return this.#scalar();
  }

  #body(): Record<string, unknown> {
    const body: Record<string, unknown> = { u: this.#chance.below(60) };
    if (this.#chance.is(0.8)) body['a'] = this.#value();
    if (this.#chance.is(0.8)) body['b'] = this.#value();
    if (this.#chance.is(0.6)) body['c'] = this.#nested();
    return body;
  }

  #condition(): unknown {
    const kind = this.#chance.below(8);
    if (kind < 2) return this.#scalar();
    if (kind === 2) return this.#value();
    if (kind === 3) return { $gte: this.#scalar(), $lt: this.#scalar() };
    if (kind === 4) return { $in: this.#chance.some(3, () => this.#scalar()) };
    if (kind === 5) return { $exists: this.#chance.is(0.5) };
    return { [this.#chance.pick(['$eq', '$gt', '$gte', '$lt', '$lte', '$ne'])]: this.#scalar() };
  }

  #clause(): Filter {
    const fields = [...FIELDS, 'u', '_id'].filter(() => this.#chance.is(0.3)).slice(0, 2);
    const condition = (field: string): unknown =>
      field === '_id' || field === 'u'
        ? this.#chance.is(0.5)
          ? this.#chance.below(IDS)
          : { $gt: this.#chance.below(IDS) }
        : this.#condition();
    return Object.fromEntries(fields.map((field) => [field, condition(field)]));
  }

  #filter(): Filter {
    const kind = this.#chance.next();
    if (kind < 0.7) return this.#clause();
    const parts = [this.#clause(), ...this.#chance.some(2, () => this.#clause())];
    return kind < 0.85 ? { $and: parts } : { ...this.#clause(), $or: parts };
  }

  #update(mayTouchUnique: boolean): Update {
    const field = this.#chance.pick(['a', 'b']);
    if (mayTouchUnique && this.#chance.is(0.2)) return { $set: { u: this.#chance.below(60) } };
    switch (this.#chance.below(6)) {
      case 0:
        return { $set: { [field]: this.#value() }, $inc: { n: 1 } };
      case 1:
        return { $set: { c: this.#nested() } };
      case 2:
        return { $unset: { [field]: '' } };
      case 3:
        return { $inc: { [field]: this.#chance.pick([-1, 1, 0]) } };
      case 4:
        return { $push: { [field]: this.#scalar() } };
      default:
        return { $set: { [field]: this.#scalar() }, $unset: { c: '' } };
    }
  }

  #statement(): Statement {
    const id = this.#chance.below(IDS);
    const kind = this.#chance.next();
    if (kind < 0.35) {
      const rows = this.#chance.is(0.15) ? 2 : 1;
      return { do: 'insert', rows: Array.from({ length: rows }, (_none, at) => ({ _id: (id + at * 7) % IDS, ...this.#body() })) };
    }
    if (kind < 0.5) return { do: 'update', filter: { _id: id }, update: this.#update(true), upsert: this.#chance.is(0.2) };
    if (kind < 0.68) return { do: 'update', filter: this.#filter(), update: this.#update(false), upsert: false };
    if (kind < 0.76) return { do: 'replace', id, body: this.#body(), upsert: this.#chance.is(0.5) };
    if (kind < 0.88) return { do: 'findAndModify', id, update: this.#update(true) };
    return { do: 'remove', filter: this.#chance.is(0.9) ? { _id: id } : this.#filter() };
  }

  #order(): Order {
    return [...FIELDS, '_id'].filter(() => this.#chance.is(0.3)).map((field) => [field, this.#chance.is(0.5) ? 1 : -1]);
  }

  /** `open`: how many transactions there are. */
  act(open: number): Act {
    const inside = open > 0 && this.#chance.is(0.5) ? this.#chance.below(open) : undefined;
    const kind = this.#chance.next();
    if (kind < 0.45) return { do: 'write', statement: this.#statement(), inside };
    if (kind < 0.85)
      return { do: 'find', filter: this.#filter(), sort: this.#order(), skip: this.#chance.below(3), limit: this.#chance.below(6), inside };
    if (kind < 0.88) return { do: 'group', filter: this.#filter(), by: this.#chance.pick(['a', 'u', 'b']) };
    if (kind < 0.92) return { do: 'begin' };
    if (kind < 0.998) return { do: 'end', which: this.#chance.below(Math.max(1, open)), commit: this.#chance.is(0.6) };
    return this.#chance.is(0.5) ? { do: 'indexes', chosen: [1, 2, 3, 4].map(() => this.#chance.is(0.5)) } : { do: 'reopen' };
  }
}
