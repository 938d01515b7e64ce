import { randomUUID } from 'node:crypto';
import type { Collection } from './collection.ts';
import { failed } from './errors.ts';
import type { Change, Document, UpdateOptions, Value } from './types.ts';
import { asDocument, compileReplacement, compileUpdate, upsertSeed } from './update.ts';
import { isPlainObject, takeValue } from './values.ts';

/** What a write statement would do to the documents that it found. */
export interface Effect {
  readonly changes: readonly Change[];
  readonly matched: number;
}

/** Ids of new documents look like the cloud's: 32 lowercase hexadecimal digits. */
function newId(): string {
  return randomUUID().replaceAll('-', '');
}

/** The store's copy of a new document, with an `_id` (which comes first when it is generated). */
export function takeDocument(value: Record<string, Value>): Document {
  const document = takeValue(value);
  if (!isPlainObject(document)) throw failed('a document must be an object');
  return asDocument('_id' in document ? document : { _id: newId(), ...document });
}

export function insertion(collection: string, documents: readonly Record<string, Value>[]): Change[] {
  if (documents.length === 0) throw failed('nothing to insert');
  return documents.map(takeDocument).map((after) => ({ collection, id: after._id, before: null, after, kind: 'add' }));
}

/** Works out an update against the documents that match; with `upsert` and without a match, the new document. */
export function updating(collection: Collection, options: UpdateOptions, found: readonly Document[], now: number): Effect {
  const replacing = options.replace === true;
  if (replacing && options.multi === true) throw failed('multi update is not supported for replacement-style update');
  const updater = replacing ? compileReplacement(options.update) : compileUpdate(options.update, now, options.filter);
  const kind = replacing ? 'replace' : 'update';
  if (found.length === 0 && options.upsert === true) {
    const seed = upsertSeed(options.filter);
    const base = replacing ? ('_id' in seed ? { _id: seed['_id'] } : {}) : seed;
    const made = updater(base, true);
    const after = asDocument('_id' in made ? made : { _id: newId(), ...made });
    return { matched: 0, changes: [{ collection: collection.name, id: after._id, before: null, after, kind: 'add' }] };
  }
  const changes: Change[] = [];
  for (const before of found) {
    const after = updater(before, false);
    if (after !== before) changes.push({ collection: collection.name, id: before._id, before, after: asDocument(after), kind });
  }
  return { matched: found.length, changes };
}

export function removing(collection: string, found: readonly Document[]): Effect {
  return { matched: found.length, changes: found.map((before) => ({ collection, id: before._id, before, after: null, kind: 'remove' })) };
}
