import type { Database, Document, Filter, Sort } from '../../database/types.ts';
import { type DataType, documentTail, eventTail, type FoldedChange, sameDocument } from './frames.ts';

export interface WindowQuery {
  readonly filter: Filter;
  readonly sort: Sort;
  /** Undefined: every match is a member. */
  readonly limit: number | undefined;
}

type Matcher = Pick<Database, 'matches' | 'compare'>;

/** The documents that a watch shows, and what a commit does to them. */
export class Window {
  readonly #query: WindowQuery;
  readonly #matcher: Matcher;
  /** May this document be shown in full although it left the query? */
  readonly #mayShow: (document: Document) => boolean;
  #members: Map<string | number, Document>;

  constructor(query: WindowQuery, matcher: Matcher, mayShow: (document: Document) => boolean, documents: readonly Document[]) {
    this.#query = query;
    this.#matcher = matcher;
    this.#mayShow = mayShow;
    this.#members = new Map(documents.map((document) => [document._id, document]));
  }

  get size(): number {
    return this.#members.size;
  }

  documents(): Document[] {
    return [...this.#members.values()];
  }

  /** The events of one commit (dequeues first), or null when only asking the store again can tell. */
  apply(changes: readonly FoldedChange[]): string[] | null {
    const dequeued: string[] = [];
    const others: string[] = [];
    const members = new Map(this.#members);
    for (const change of changes) {
      const was = members.get(change.id);
      const after = change.after;
      const now = after !== null && this.#matcher.matches(this.#query.filter, after) ? after : null;
      if (was === undefined) {
        if (now !== null && !this.#enter(members, change, now, dequeued, others)) return null;
      } else if (now === null) {
        if (this.#query.limit !== undefined && members.size >= this.#query.limit) return null;
        members.delete(change.id);
        dequeued.push(this.#leaving(change));
      } else if (!sameDocument(was, now)) {
        if (!this.#staysInside(members, was, now)) return null;
        members.set(change.id, now);
        others.push(updateTail(change));
      }
    }
    this.#members = members;
    return [...dequeued, ...others];
  }

  /** The events that lead to what the store answers now. */
  replace(documents: readonly Document[], changes: readonly FoldedChange[]): string[] {
    const changed = new Map(changes.map((change) => [change.id, change]));
    const next = new Map(documents.map((document) => [document._id, document]));
    const dequeued: string[] = [];
    const others: string[] = [];
    for (const id of this.#members.keys()) {
      if (next.has(id)) continue;
      const change = changed.get(id);
      const isPushedOut = change === undefined || (change.after !== null && this.#matcher.matches(this.#query.filter, change.after));
      dequeued.push(isPushedOut ? eventTail('dequeue', 'limit', id, '""') : this.#leaving(change));
    }
    for (const document of documents) {
      const was = this.#members.get(document._id);
      const change = changed.get(document._id);
      if (was === undefined) others.push(documentTail('enqueue', change === undefined ? 'limit' : enteringType(change), document));
      else if (!sameDocument(was, document)) others.push(documentTail('update', 'replace', document));
    }
    this.#members = next;
    return [...dequeued, ...others];
  }

  #enter(members: Map<string | number, Document>, change: FoldedChange, document: Document, dequeued: string[], others: string[]): boolean {
    const { limit } = this.#query;
    if (limit !== undefined && members.size >= limit) {
      const last = this.#last(members);
      // Whom this very commit brought in must not be pushed out again by events that come before its own.
      if (last === undefined || !this.#members.has(last._id)) return false;
      const order = this.#matcher.compare(this.#query.sort, document, last);
      if (order > 0) return true;
      if (order === 0) return false;
      members.delete(last._id);
      dequeued.push(eventTail('dequeue', 'limit', last._id, '""'));
    }
    members.set(change.id, document);
    const type = enteringType(change);
    const fields = type === 'update' ? change.fields() : undefined;
    others.push(eventTail('enqueue', type, change.id, change.docText(), fields?.updated, fields?.removed));
    return true;
  }

  /** Whether a member that changed is surely still among the first `limit`. */
  #staysInside(members: ReadonlyMap<string | number, Document>, was: Document, now: Document): boolean {
    const { limit, sort } = this.#query;
    if (limit === undefined || members.size < limit || this.#matcher.compare(sort, was, now) === 0) return true;
    const last = this.#last(members);
    return last !== undefined && this.#matcher.compare(sort, now, last) < 0;
  }

  #last(members: ReadonlyMap<string | number, Document>): Document | undefined {
    let last: Document | undefined;
    for (const document of members.values()) {
      if (last === undefined || this.#matcher.compare(this.#query.sort, document, last) >= 0) last = document;
    }
    return last;
  }

  /** A document that left: what became of it is told only to who may read it. */
  #leaving(change: FoldedChange): string {
    if (change.after === null) return eventTail('dequeue', 'remove', change.id, '""');
    if (!this.#mayShow(change.after)) return eventTail('dequeue', 'update', change.id, '""');
    const fields = change.fields();
    return eventTail('dequeue', 'update', change.id, change.docText(), fields.updated, fields.removed);
  }
}

function enteringType(change: FoldedChange): DataType {
  return change.kind === 'remove' ? 'update' : change.kind;
}

function updateTail(change: FoldedChange): string {
  if (change.kind !== 'update') return eventTail('update', 'replace', change.id, change.docText());
  const fields = change.fields();
  return eventTail('update', 'update', change.id, change.docText(), fields.updated, fields.removed);
}
