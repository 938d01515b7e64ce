import { createContext, Script } from 'node:vm';
import { DatabaseError, failed } from './errors.ts';
import { showValue } from './values.ts';

export interface Pattern {
  readonly test: (text: string) => boolean;
}

/** A pattern that backtracks for so long (ms) on one text is a mistake or an attack: everybody else waits meanwhile. */
const LONGEST_TEST_MS = 100;
/** And so long in one turn of the event loop, whatever the texts. */
const LONGEST_TURN_MS = 400;
/** What a test costs that is not slow: not counted. */
const USUAL_MS = 1;
/** Steps that need no supervision. */
const HARMLESS_STEPS = 200_000;

const sandbox = createContext({ run: null as (() => unknown) | null }) as { run: (() => unknown) | null };
const script = new Script('run()');

let spentMs = 0;

function tooSlow(what: string): DatabaseError {
  return new DatabaseError('DATABASE_TIMEOUT', `${what} took too long: make it simpler, without a repetition inside another`);
}

/** The error is of another context, and no `instanceof` knows it. */
function isTimeout(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}

/** Runs what only computes, and breaks it off when it computes for too long. Refuses with DATABASE_TIMEOUT then. */
export function supervised<T>(what: string, compute: () => T): T {
  if (spentMs >= LONGEST_TURN_MS) throw tooSlow(what);
  if (spentMs === 0) setImmediate(() => (spentMs = 0));
  const outer = sandbox.run;
  const begun = performance.now();
  sandbox.run = compute;
  try {
    return script.runInContext(sandbox, { timeout: LONGEST_TEST_MS }) as T;
  } catch (error) {
    if (isTimeout(error)) throw tooSlow(what);
    throw error;
  } finally {
    sandbox.run = outer;
    spentMs += Math.max(0, performance.now() - begun - USUAL_MS);
  }
}

/** How long a text may be for the engine to be left alone with it: a repeated group can take for ever, n repetitions grow with a power of n. */
function harmlessLength(pattern: string): number {
  if (/\)[*+?{]|\\[1-9k]/.test(pattern)) return 0;
  const repetitions = pattern.match(/[*+?{]/g)?.length ?? 0;
  return repetitions === 0 ? Infinity : HARMLESS_STEPS ** (1 / (repetitions + 1));
}

/**
 * JavaScript's engine runs the pattern, under supervision where it could backtrack without end. Options: i, m, s; `x` and inline flags
 * are refused.
 */
export function regularExpression(pattern: string, options: string): Pattern {
  if (/[^ims]/.test(options)) throw failed(`the regular expression option '${options}' is not supported`);
  let expression: RegExp;
  try {
    expression = new RegExp(pattern, [...new Set(options)].join(''));
  } catch {
    throw failed(`Regular expression is invalid: ${showValue(pattern)}`);
  }
  const harmless = harmlessLength(pattern);
  const what = `the regular expression ${showValue(pattern.slice(0, 100))}`;
  return { test: (text) => (text.length <= harmless ? expression.test(text) : supervised(what, () => expression.test(text))) };
}
