import type { Row } from './aggregate.ts';
import { failed } from './errors.ts';
import type { Expression, Variables } from './expression.ts';
import { DESCEND, KEEP, PRUNE } from './expression.ts';
import type { Value } from './types.ts';
import { isPlainObject, type PlainObject } from './values.ts';

/** `$redact`: decides about a document, and on `$$DESCEND` about every document within it. Undefined: nothing is left. */
function redacted(document: PlainObject, decide: Expression, variables: Variables): PlainObject | undefined {
  const verdict = decide(document, variables);
  if (verdict === KEEP) return document;
  if (verdict === PRUNE) return undefined;
  if (verdict !== DESCEND) throw failed('$redact must resolve to $$DESCEND, $$PRUNE or $$KEEP');
  const rest: PlainObject = {};
  for (const [name, value] of Object.entries(document)) {
    const left = within(value, decide, variables);
    if (left !== undefined) rest[name] = left;
  }
  return rest;
}

/** Arrays stay, without the documents that are pruned; other values always stay. */
function within(value: Value, decide: Expression, variables: Variables): Value {
  if (isPlainObject(value)) return redacted(value, decide, variables);
  if (!Array.isArray(value)) return value;
  return value.flatMap((item: Value) => {
    const left = within(item, decide, variables);
    return left === undefined ? [] : [left];
  });
}

export function redact(rows: readonly Row[], decide: Expression, variables: Variables): readonly Row[] {
  return rows.map((row) => redacted(row, decide, variables)).filter((row) => row !== undefined);
}
