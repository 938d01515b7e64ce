import type { ActivityFeed } from '../../types.ts';
import type { EndUser } from '../context.ts';
import { CloudError } from '../failure.ts';

/** Who may call a function: all that the cloud's rules for functions can say. */
export type InvokeRule = boolean | 'auth != null' | "auth.loginType != 'ANONYMOUS' && auth != null";

/** Per function, `*` for all others: `{"*": {"invoke": "auth != null"}}`. */
export type InvokeRules = ReadonlyMap<string, InvokeRule>;

const SIGNED_IN = 'auth != null';
const KNOWN = "auth.loginType != 'ANONYMOUS' && auth != null";

/** What the cloud assumes where nothing is declared. */
export const DEFAULT_INVOKE: InvokeRules = new Map([['*', SIGNED_IN]]);

function isInvokeRule(value: unknown): value is InvokeRule {
  return typeof value === 'boolean' || value === SIGNED_IN || value === KNOWN;
}

/** Reads a declaration. Answers a text where the cloud would refuse it: no `*`, no `invoke`, another expression than the cloud's two. */
export function invokeRulesFrom(declared: Readonly<Record<string, unknown>>): InvokeRules | string {
  const rules = new Map<string, InvokeRule>();
  for (const [name, entry] of Object.entries(declared)) {
    const fields = typeof entry === 'object' && entry !== null ? Object.entries(entry) : [];
    const [field] = fields;
    if (fields.length !== 1 || field?.[0] !== 'invoke') return `${name} must have "invoke", and nothing else`;
    const rule: unknown =
      typeof field[1] === 'string'
        ? field[1]
            .replaceAll('"', "'")
            .replace(/\s*(!=|&&)\s*/g, ' $1 ')
            .trim()
        : field[1];
    if (!isInvokeRule(rule)) return `${name}.invoke: the cloud knows true, false, "${SIGNED_IN}" and "${KNOWN}" only`;
    rules.set(name, rule);
  }
  return rules.has('*') ? rules : 'a rule for "*" is wanted';
}

/** Refuses a user's call that the rules forbid, with the code of the route that it came by; the feed says which rule it was. */
export function checkInvoke(rules: InvokeRules, feed: ActivityFeed, user: EndUser, name: string, code: string): void {
  const key = rules.has(name) ? name : '*';
  const rule = rules.get(key) ?? false;
  const isAnonymous = user.kind === 'web' && user.anonymous;
  if (rule === true || rule === SIGNED_IN || (rule === KNOWN && !isAnonymous)) return;
  const who = user.kind === 'mini' ? 'a mini-program user' : isAnonymous ? 'an anonymous web user' : 'a web user';
  feed.publish({
    kind: 'warning',
    title: `invoke on ${name} refused`,
    detail: `${who}: the rule for "${key}" says invoke: ${String(rule)}`,
  });
  throw new CloudError(code, `permission denied: the security rules of the functions do not let you call ${name}`);
}
