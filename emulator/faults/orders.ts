import { ControlRefusal } from '../server/control-route.ts';

/** How the cloud refuses a call; a `FUNCTION_TIME_LIMIT_EXCEEDED` of its own kind of fault is not among them. */
export const CALL_CODES = [
  'FUNCTIONS_EXECUTE_FAIL',
  'EXCEED_CONCURRENT_REQUEST_LIMIT',
  'EXCEED_REQUEST_LIMIT',
  'FUNCTION_NOT_FOUND',
  'SYS_ERR',
] as const;
export const NOTICE_BEHAVIOURS = ['once', 'twice', 'late', 'never', 'forged', 'wrong-amount', 'wrong-order'] as const;

/** `function` is a name or `*`. `times` counts down. `share` is the part of requests (0 to 1) that `seed` chooses, the same ones each time. */
export type FaultOrder =
  | { readonly kind: 'refuse-sockets'; readonly seconds: number }
  | {
      readonly kind: 'latency';
      readonly route: 'database' | 'functions';
      readonly ms: number;
      readonly share: number;
      readonly seed: number;
    }
  | { readonly kind: 'conflict'; readonly times: number }
  | { readonly kind: 'refuse'; readonly function: string; readonly code: string; readonly times: number }
  /** The function does its work, and its answer is lost. */
  | { readonly kind: 'timeout'; readonly function: string; readonly times: number }
  /** Its process dies after so many statements on the database; 0: before its first line. */
  | { readonly kind: 'kill'; readonly function: string; readonly times: number; readonly statements: number }
  | { readonly kind: 'double-timers' }
  | { readonly kind: 'notices'; readonly behave: string };

/** `until`: when it ends by itself, null when it does not. In the machine's ms. */
export type ActiveFault = FaultOrder & { readonly id: string; readonly since: number; readonly until: number | null };

export function isEnded({ until }: ActiveFault, now: number): boolean {
  return until !== null && until <= now;
}

function refuse(message: string): never {
  throw new ControlRefusal(400, 'INVALID_PARAM', message);
}

type Body = Readonly<Record<string, unknown>>;

function whole(body: Body, name: string, least: number, most: number, otherwise: number): number {
  const value = body[name] ?? otherwise;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most)
    refuse(`${name} must be a whole number from ${least} to ${most}`);
  return value;
}

function oneOf<Choice extends string>(body: Body, name: string, choices: readonly Choice[], otherwise?: Choice): Choice {
  const value = body[name] ?? otherwise;
  const found = choices.find((choice) => choice === value);
  return found ?? refuse(`${name} must be one of ${choices.join(', ')}`);
}

function shareOf(body: Body): number {
  const value = body['share'] ?? 1;
  if (typeof value !== 'number' || !(value > 0 && value <= 1)) refuse('share must be more than 0 and at most 1');
  return value;
}

const KINDS = ['drop-sockets', 'refuse-sockets', 'latency', 'conflict', 'refuse', 'timeout', 'kill', 'double-timers', 'notices'] as const;

/** Reads an order; refuses what is not one, saying what would be. `drop-sockets` happens at once and does not last. */
export function readOrder(body: Body, functions: readonly string[]): FaultOrder | { readonly kind: 'drop-sockets' } {
  const named = (): string => oneOf(body, 'function', ['*', ...functions], '*');
  const times = (): number => whole(body, 'times', 1, 100_000, 1);
  const kind = oneOf(body, 'kind', KINDS);
  switch (kind) {
    case 'drop-sockets':
    case 'double-timers':
      return { kind };
    case 'refuse-sockets':
      return { kind, seconds: whole(body, 'seconds', 1, 3600, 10) };
    case 'latency': {
      const route = oneOf(body, 'route', ['database', 'functions']);
      return { kind, route, ms: whole(body, 'ms', 1, 60_000, 200), share: shareOf(body), seed: whole(body, 'seed', 0, 2 ** 32 - 1, 1) };
    }
    case 'conflict':
      return { kind, times: times() };
    case 'refuse':
      return { kind, function: named(), code: oneOf(body, 'code', CALL_CODES, 'EXCEED_CONCURRENT_REQUEST_LIMIT'), times: times() };
    case 'timeout':
      return { kind, function: named(), times: times() };
    case 'kill':
      return { kind, function: named(), times: times(), statements: whole(body, 'statements', 0, 1000, 1) };
    case 'notices':
      return { kind, behave: oneOf(body, 'behave', NOTICE_BEHAVIOURS) };
  }
}
