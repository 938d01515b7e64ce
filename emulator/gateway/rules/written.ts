import type { Filter } from '../../database/types.ts';
import type { CollectionRules } from '../../types.ts';
import { isPlainObject, type PlainObject } from '../values.ts';

export type Operation = 'read' | 'create' | 'update' | 'delete';

/** `collection/id` of what `get()` read. */
export function documentsRead(fetched: ReadonlyMap<string, unknown>): string[] {
  return [...fetched.keys()].map((path) => path.replace(/^database\.([^.]+)\./, '$1/'));
}

/** create, update and delete fall back to write; what is not named is refused. */
export function ruleOf(rules: CollectionRules, operation: Operation): boolean | string | undefined {
  const rule = rules.rule;
  if (rule === undefined) return undefined;
  return operation === 'read' ? rule.read : (rule[operation] ?? rule.write);
}

/** The fields that an update writes. */
export function writtenFields(update: PlainObject, replace: boolean): PlainObject {
  if (replace) return update;
  const fields: PlainObject = {};
  for (const [operator, changes] of Object.entries(update)) {
    if (!isPlainObject(changes)) continue;
    // A field that an operator computes is named, so that nothing hides, but its value is not known.
    for (const [field, value] of Object.entries(changes)) {
      fields[field] = operator === '$set' ? value : null;
      if (operator === '$rename' && typeof value === 'string') fields[value] = null;
    }
  }
  return fields;
}

/** What a filter says a new document holds, where an update inserts it. */
export function fixedFields(filter: Filter): PlainObject {
  return Object.fromEntries(
    Object.entries(filter).filter(([field, value]) => !field.startsWith('$') && (typeof value !== 'object' || value === null)),
  );
}
