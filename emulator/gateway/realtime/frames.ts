import type { Change, Document } from '../../database/types.ts';
import { isPlainObject, plainText, type PlainObject } from '../values.ts';
import { encode } from '../values.ts';

/** What one commit did to one document, all its steps folded into one. Its texts are made once, however many watch it. */
export class FoldedChange {
  readonly id: string | number;
  readonly before: Document | null;
  readonly after: Document | null;
  readonly kind: Change['kind'];
  #doc: string | undefined;
  #fields: { readonly updated: string; readonly removed: string } | undefined;

  constructor(id: string | number, before: Document | null, after: Document | null, kind: Change['kind']) {
    this.id = id;
    this.before = before;
    this.after = after;
    this.kind = kind;
  }

  /** The document as the text of a JSON string that holds JSON. */
  docText(): string {
    return (this.#doc ??= JSON.stringify(plainText(this.after)));
  }

  fields(): { readonly updated: string; readonly removed: string } {
    if (this.#fields === undefined) {
      const updated: PlainObject = {};
      const removed: string[] = [];
      if (this.before !== null && this.after !== null) collect(this.before, this.after, '', updated, removed);
      this.#fields = {
        updated: JSON.stringify(JSON.stringify(encode(updated, 'plain'))),
        removed: JSON.stringify(JSON.stringify(removed)),
      };
    }
    return this.#fields;
  }
}

/** One change per document, in the order in which they were first touched. */
export function fold(changes: readonly Change[]): FoldedChange[] {
  const [only] = changes;
  if (changes.length === 1 && only !== undefined) return [new FoldedChange(only.id, only.before, only.after, only.kind)];
  const byId = new Map<string | number, Change[]>();
  for (const change of changes) {
    const list = byId.get(change.id);
    if (list === undefined) byId.set(change.id, [change]);
    else list.push(change);
  }
  return [...byId].flatMap(([id, list]) => {
    const before = list[0]?.before ?? null;
    const after = list.at(-1)?.after ?? null;
    if (before === null && after === null) return [];
    const kind =
      before === null ? 'add' : after === null ? 'remove' : list.some((change) => change.kind !== 'update') ? 'replace' : 'update';
    return [new FoldedChange(id, before, after, kind)];
  });
}

/** Equal as stored values are: types, dates and key order included. */
export function sameDocument(left: unknown, right: unknown): boolean {
  if (left === right || Object.is(left, right)) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (left instanceof Date || right instanceof Date)
    return left instanceof Date && right instanceof Date && left.getTime() === right.getTime();
  if (Array.isArray(left)) {
    return (
      Array.isArray(right) && left.length === right.length && left.every((item, index) => sameDocument(item, (right as unknown[])[index]))
    );
  }
  if (!isPlainObject(left) || !isPlainObject(right))
    return JSON.stringify(encode(left, 'canonical')) === JSON.stringify(encode(right, 'canonical'));
  const keys = Object.keys(left);
  const others = Object.keys(right);
  return keys.length === others.length && keys.every((key, index) => key === others[index] && sameDocument(left[key], right[key]));
}

function collect(before: PlainObject, after: PlainObject, prefix: string, updated: PlainObject, removed: string[]): void {
  for (const [key, value] of Object.entries(after)) {
    const path = prefix + key;
    const old = before[key];
    if (!Object.hasOwn(before, key)) updated[path] = value;
    else if (!sameDocument(old, value)) {
      if (isPlainObject(old) && isPlainObject(value)) collect(old, value, `${path}.`, updated, removed);
      else updated[path] = value;
    }
  }
  for (const key of Object.keys(before)) if (!Object.hasOwn(after, key)) removed.push(prefix + key);
}

export type QueueType = 'init' | 'enqueue' | 'update' | 'dequeue';
export type DataType = 'init' | 'add' | 'update' | 'replace' | 'remove' | 'limit';

/** An event without its id: the text after `{"ID":n`. */
export function eventTail(queue: QueueType, data: DataType, id: string | number, doc: string, updated = '""', removed = '""'): string {
  return `,"DataType":"${data}","QueueType":"${queue}","DocID":${JSON.stringify(id)},"Doc":${doc},"UpdatedFields":${updated},"RemovedFields":${removed},"removedFields":${removed}}`;
}

export function documentTail(queue: QueueType, data: DataType, document: Document): string {
  return eventTail(queue, data, document._id, JSON.stringify(plainText(document)));
}

/** The events of one step of a watch, all with the same id. */
export function eventsText(id: number, tails: readonly string[]): string {
  return tails.map((tail) => `{"ID":${id}${tail}`).join(',');
}

export interface FrameHead {
  readonly watchId: string;
  readonly requestId: string;
}

export function eventFrame(type: 'INIT_EVENT' | 'NEXT_EVENT', head: FrameHead, queryId: string, current: number, events: string): string {
  return `{"watchId":${JSON.stringify(head.watchId)},"requestId":${JSON.stringify(head.requestId)},"msgType":"${type}","msgData":{"queryID":"${queryId}","currEvent":${current},"events":[${events}]}}`;
}
