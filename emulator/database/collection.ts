import { duplicateKey, failed } from './errors.ts';
import { metresTo, nearOf, type Near } from './geo/operators.ts';
import { EARTH_RADIUS } from './geo/sphere.ts';
import { compareIds, DuplicateRows, IndexTree } from './index-tree.ts';
import type { Predicate } from './match.ts';
import { namedIds, planBranches, planNear, planQuery, type IndexPlan } from './planner.ts';
import { compileSort, sortKey } from './sort.ts';
import { parsePath } from './paths.ts';
import type { Document, Filter, IndexSpec, Sort } from './types.ts';
import { compareValues, showValue } from './values.ts';

export type Id = string | number;

const ID_INDEX: IndexSpec = { name: '_id_', keys: [{ field: '_id', direction: 1 }] };

/** The first circle of a search for the nearest, and one that holds the earth, in metres. */
const NEAREST = 500;
const FARTHEST = Math.PI * EARTH_RADIUS;

/** A query as a collection runs it. `hidden` documents are passed over, `extra` ones stand beside the stored. */
export interface Query {
  readonly filter: Filter;
  readonly matches: Predicate;
  readonly sort?: Sort;
  readonly skip?: number;
  /** 0 or nothing: all. */
  readonly limit?: number;
  readonly hidden?: ReadonlyMap<Id, unknown>;
  readonly extra?: readonly Document[];
}

/** The stored documents themselves: not to be changed or handed out. */
export interface Found {
  readonly documents: Document[];
  readonly index: string | null;
  readonly examined: number;
  /** No index could serve the query, though it asked for more than "all of them". */
  readonly scanned: boolean;
}

/** The documents of one collection with their indexes, as they were last committed. */
export class Collection {
  readonly name: string;
  readonly documents = new Map<Id, Document>();
  #indexes: IndexTree[] = [new IndexTree(ID_INDEX, [])];

  constructor(name: string) {
    this.name = name;
  }

  get indexes(): readonly IndexSpec[] {
    return this.#indexes.slice(1).map(({ spec }) => spec);
  }

  /** Builds what is missing, drops what is not named. On a refusal everything stays as it was. */
  setIndexes(specs: readonly IndexSpec[]): void {
    const trees = [ID_INDEX, ...specs].map((spec) => {
      const existing = this.#indexes.find((tree) => sameIndex(tree.spec, spec));
      return existing ?? this.#build(spec);
    });
    if (new Set(trees.map(({ spec }) => spec.name)).size < trees.length) throw failed(`two indexes of ${this.name} have the same name`);
    this.#indexes = trees;
  }

  #build(spec: IndexSpec): IndexTree {
    if (spec.keys.length === 0 || spec.keys.length > 31) throw failed(`index ${spec.name}: an index needs 1 to 31 fields`);
    try {
      return new IndexTree(spec, this.documents.values());
    } catch (error) {
      if (error instanceof DuplicateRows) throw this.#duplicate(spec, error.key);
      throw error;
    }
  }

  /** Fills an empty collection from the log. */
  load(documents: Iterable<Document>, specs: readonly IndexSpec[]): void {
    for (const document of documents) this.documents.set(document._id, document);
    this.#indexes = [ID_INDEX, ...specs].map((spec) => this.#build(spec));
  }

  /** Works out the same collection with other documents, refusing what its indexes cannot hold; answers the step that puts them in place. */
  prepare(documents: readonly Document[], specs: readonly IndexSpec[]): () => void {
    const other = new Collection(this.name);
    const ids = new Set<Id>();
    for (const { _id: id } of documents) {
      if (ids.has(id)) throw this.duplicateId(id);
      ids.add(id);
    }
    other.load(documents, specs);
    return () => {
      this.documents.clear();
      for (const [id, document] of other.documents) this.documents.set(id, document);
      this.#indexes = other.#indexes;
    };
  }

  /** Who has one of the document's unique keys already, and the refusal that this means? Refuses also what no index can hold. */
  clashOf(document: Document, absent?: ReadonlyMap<Id, unknown>): { readonly holder: Id; readonly refusal: Error } | null {
    for (const tree of this.#indexes.slice(1)) {
      const keys = tree.keysOf(document);
      if (tree.spec.unique !== true) continue;
      for (const key of keys) {
        const holder = tree.holderOf(key, (id) => id === document._id || absent?.has(id) === true);
        if (holder !== undefined) return { holder, refusal: this.#duplicate(tree.spec, key) };
      }
    }
    return null;
  }

  /** Do two documents of different ids claim the same unique key? Answers the refusal that this means. */
  clashBetween(a: Document, b: Document): Error | null {
    for (const tree of this.#indexes.slice(1)) {
      if (tree.spec.unique !== true) continue;
      const others = tree.keysOf(b);
      const shared = tree.keysOf(a).find((key) => others.some((other) => tree.compareKeys(key, other) === 0));
      if (shared !== undefined) return this.#duplicate(tree.spec, shared);
    }
    return null;
  }

  get hasUniqueIndex(): boolean {
    return this.indexes.some(({ unique }) => unique === true);
  }

  duplicateId(id: Id): Error {
    return this.#duplicate(ID_INDEX, [id]);
  }

  #duplicate(spec: IndexSpec, key: readonly unknown[]): Error {
    const fields = spec.keys.map(({ field }, at) => `${field}: ${showValue(key[at])}`);
    return duplicateKey(this.name, spec.name, `{ ${fields.join(', ')} }`);
  }

  /** Puts a document in the place of another (or of none: `null` on either side). Keys must have been checked. */
  replace(before: Document | null, after: Document | null): void {
    for (const tree of this.#indexes) {
      // Unchanged fields are the same objects before and after, see changeAt().
      if (before !== null && after !== null && tree.fields.every(({ path: [root = ''] }) => before[root] === after[root])) continue;
      if (before !== null) tree.remove(before);
      if (after !== null) tree.add(after);
    }
    if (after !== null) this.documents.set(after._id, after);
    else if (before !== null) this.documents.delete(before._id);
  }

  query(query: Query): Found {
    const sort = query.sort ?? [];
    const near = nearOf(query.filter);
    if (near !== null) return this.#nearest(query, near);
    const ids = namedIds(query.filter);
    if (ids !== null) return this.#finish(query, this.#byIds(ids), '_id_', false);
    const plan = planQuery(this.#indexes, query.filter, sort);
    if (plan !== null) return this.#finish(query, this.#walk([plan]), plan.index.spec.name, plan.sorted);
    const branches = planBranches(this.#indexes, query.filter);
    if (branches !== null)
      return this.#finish(query, this.#walk(branches), [...new Set(branches.map(({ index }) => index.spec.name))].join('|'), false);
    return this.#finish(query, this.documents.values(), null, false);
  }

  /** Nearest first: in circles that grow until they hold enough. */
  #nearest(query: Query, near: Near): Found {
    const { matches, sort = [], skip = 0, limit = 0, hidden, extra = [] } = query;
    const wanted = limit > 0 && sort.length === 0 ? skip + limit : Infinity;
    for (let metres = wanted === Infinity ? near.most : Math.max(NEAREST, near.least * 2); ; metres *= 4) {
      const plan = planNear(this.#indexes, query.filter, near, Math.min(metres, near.most));
      if (plan === null) throw failed(`unable to find index for $geoNear query: ${near.field} of ${this.name} has no 2dsphere index`);
      const rows: { document: Document; metres: number }[] = [];
      let examined = 0;
      const look = (document: Document): void => {
        examined += 1;
        const distance = metresTo(document, near);
        if (distance <= metres && matches(document)) rows.push({ document, metres: distance });
      };
      for (const document of this.#walk([plan])) if (hidden?.has(document._id) !== true) look(document);
      extra.forEach(look);
      if (rows.length < wanted && metres < Math.min(near.most, FARTHEST)) continue;
      rows.sort((a, b) => a.metres - b.metres || compareIds(a.document._id, b.document._id));
      const found = rows.map(({ document }) => document);
      const ordered = sort.length > 0 ? sortDocuments(found, sort) : found;
      const documents = ordered.slice(skip, limit > 0 ? skip + limit : undefined);
      return { documents, index: plan.index.spec.name, examined, scanned: false };
    }
  }

  /** The fields whose places an index knows. */
  get geoFields(): readonly string[] {
    return this.indexes.flatMap(({ keys }) => keys.filter(({ direction }) => direction === '2dsphere').map(({ field }) => field));
  }

  *#byIds(ids: readonly Id[]): Generator<Document> {
    for (const id of ids) {
      const document = this.documents.get(id);
      if (document !== undefined) yield document;
    }
  }

  /** Every document that the plans lead to, once. */
  *#walk(plans: readonly IndexPlan[]): Generator<Document> {
    const seen = new Set<Id>();
    for (const { index, runs, backwards } of plans) {
      for (const run of runs) {
        for (const { id } of index.walk(run, backwards)) {
          if (seen.has(id)) continue;
          seen.add(id);
          const document = this.documents.get(id);
          if (document !== undefined) yield document;
        }
      }
    }
  }

  #finish(query: Query, candidates: Iterable<Document>, index: string | null, sorted: boolean): Found {
    const { matches, sort = [], skip = 0, limit = 0, hidden, extra = [] } = query;
    const enough = limit > 0 && (sorted || sort.length === 0) ? skip + limit : Infinity;
    const kept: Document[] = [];
    let examined = 0;
    for (const document of candidates) {
      if (hidden?.has(document._id) === true) continue;
      examined += 1;
      if (matches(document)) kept.push(document);
      if (kept.length >= enough) break;
    }
    kept.push(...extra.filter(matches));
    const ordered = sort.length > 0 && (!sorted || extra.length > 0) ? sortDocuments(kept, sort) : kept;
    const documents = skip > 0 || limit > 0 ? ordered.slice(skip, limit > 0 ? skip + limit : undefined) : ordered;
    const asksNothing = sort.length === 0 && Object.keys(query.filter).length === 0;
    return { documents, index, examined: examined + extra.length, scanned: index === null && !asksNothing };
  }
}

/** Sorts with each key computed once; ties go by `_id` so that pages never overlap. */
function sortDocuments(documents: readonly Document[], sort: Sort): Document[] {
  compileSort(sort);
  const fields = sort.map(([field, direction]) => ({ path: parsePath(field), direction }));
  const rows = documents.map((document) => ({ document, keys: fields.map(({ path, direction }) => sortKey(document, path, direction)) }));
  rows.sort((a, b) => {
    for (const [at, { direction }] of fields.entries()) {
      const order = compareValues(a.keys[at], b.keys[at]) * direction;
      if (order !== 0) return order;
    }
    return compareIds(a.document._id, b.document._id);
  });
  return rows.map(({ document }) => document);
}

function sameIndex(a: IndexSpec, b: IndexSpec): boolean {
  const shape = ({ name, keys, unique }: IndexSpec): string =>
    JSON.stringify([name, keys.map(({ field, direction }) => [field, direction]), unique === true]);
  return shape(a) === shape(b);
}
