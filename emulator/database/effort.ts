import { DatabaseError } from './errors.ts';
import type { Value } from './types.ts';

/**
 * What all that is computed in one turn of the event loop may cost, in steps: an operator's call, a row, an element of a list that was made.
 * Beyond it everybody else would wait for seconds, or memory would end; the cloud would have broken off for its time limit.
 */
const MOST_STEPS = 20_000_000;
/** Text is cheaper than elements. */
const CHARACTERS_PER_STEP = 8;

/** A row that a stage adds to those that are stored. */
export const STEPS_PER_ROW = 20;

let spent = 0;

/** Counts steps, before they are made where they are many. Refuses with DATABASE_TIMEOUT what is too much. */
export function spend(steps: number): void {
  if (spent === 0) setImmediate(() => (spent = 0));
  spent += steps;
  if (spent > MOST_STEPS || Number.isNaN(spent))
    throw new DatabaseError('DATABASE_TIMEOUT', 'the expressions compute too much at once: narrow the query, or make shorter lists');
}

/** Counts the call of an operator by what it has made. */
export function spendOn(value: Value): Value {
  spend(Array.isArray(value) ? 1 + value.length : typeof value === 'string' ? 1 + value.length / CHARACTERS_PER_STEP : 1);
  return value;
}
