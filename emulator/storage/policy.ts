import { type EndUser, ownerOf } from '../gateway/context.ts';
import { CloudError } from '../gateway/failure.ts';
import { type Expression, FILE_RULES, parseRule, RuleError } from '../gateway/rules/expression.ts';
import { authOf, judge } from '../gateway/rules/prove.ts';
import type { ActivityFeed, Clock, StorageRules } from '../types.ts';
import { TELLABLE } from './content.ts';

/** Bytes that one PUT may carry in the cloud. */
const OBJECT_BYTES = 5 * 1024 ** 3;

const RESOURCE_FIELDS: ReadonlySet<string> = new Set(['openid', 'path']);

/** A file as rules see it; `openid` of one that is about to be made is its maker's. */
export interface Resource {
  readonly openid: string;
  readonly path: string;
}

export interface UploadTerms {
  /** bytes */
  readonly limit: number;
  readonly types?: readonly string[];
}

/** What rules of files say of a file is its owner and its path: what else is asked for would never be true in the cloud. */
function refuseUnknownFields(expression: Expression): void {
  switch (expression.kind) {
    case 'member': {
      const { object, key } = expression;
      const field = key.kind === 'literal' ? String(key.value) : '…';
      if (object.kind === 'variable' && object.name === 'resource' && !RESOURCE_FIELDS.has(field))
        throw new RuleError(`resource.${field} is nothing that a rule of files can ask for (openid, path)`);
      refuseUnknownFields(object);
      return refuseUnknownFields(key);
    }
    case 'not':
    case 'test':
      return refuseUnknownFields(expression.operand);
    case 'and':
    case 'or':
    case 'compare':
    case 'concat':
      refuseUnknownFields(expression.left);
      return refuseUnknownFields(expression.right);
    case 'list':
      return expression.items.forEach(refuseUnknownFields);
    case 'template':
      return expression.values.forEach(refuseUnknownFields);
  }
}

type Judgement = (user: EndUser, resource: Resource, now: number) => boolean;

function judgementOf(rule: boolean | string | undefined, where: string): Judgement {
  if (typeof rule !== 'string') return () => rule === true;
  try {
    const expression = parseRule(rule, FILE_RULES);
    refuseUnknownFields(expression);
    return (user, { openid, path }, now) =>
      judge(expression, {
        auth: authOf(user),
        resource: { openid, path },
        now,
        facts: new Map(),
        closed: true,
        requestData: undefined,
        fetched: new Map(),
        wanted: new Set(),
      }) === true;
  } catch (error) {
    if (!(error instanceof RuleError)) throw error;
    throw new RuleError(`${where} cannot be read: ${error.message}: ${rule}`);
  }
}

const ALL: Judgement = () => true;
const NOBODY: Judgement = () => false;
const OWNER: Judgement = (user, { openid }) => openid === ownerOf(user);

function judgements({ permission, rule }: StorageRules): { readonly read: Judgement; readonly write: Judgement } {
  switch (permission) {
    case 'READONLY':
      return { read: ALL, write: OWNER };
    case 'PRIVATE':
      return { read: OWNER, write: OWNER };
    case 'ADMINWRITE':
      return { read: ALL, write: NOBODY };
    case 'ADMINONLY':
      return { read: NOBODY, write: NOBODY };
    case 'CUSTOM':
      return { read: judgementOf(rule?.read, 'storage.rule.read'), write: judgementOf(rule?.write, 'storage.rule.write') };
  }
}

/** The rules of files, for end users; functions and scripts are bound by the limits alone. A rule that cannot be read throws a {@link RuleError}. */
export class StoragePolicy {
  readonly #rules: StorageRules;
  readonly #may: { readonly read: Judgement; readonly write: Judgement };
  readonly #clock: Clock;
  readonly #feed: ActivityFeed;

  constructor(rules: StorageRules, clock: Clock, feed: ActivityFeed) {
    for (const { under, types = [] } of rules.uploads ?? []) {
      const unknown = types.find((type) => !TELLABLE.includes(type));
      if (unknown !== undefined)
        throw new RuleError(`storage.uploads (${under}): whether bytes are ${unknown} cannot be told; known are ${TELLABLE.join(', ')}`);
    }
    this.#rules = rules;
    this.#may = judgements(rules);
    this.#clock = clock;
    this.#feed = feed;
  }

  /** Refuses with STORAGE_EXCEED_AUTHORITY; the feed says why. */
  check(user: EndUser | null, operation: 'read' | 'write', resource: Resource): void {
    if (user === null || this.#may[operation](user, resource, this.#clock.now())) return;
    this.refuse(`${operation} of ${resource.path}`, this.#why(operation));
  }

  /** What may be uploaded to a path. Refuses with STORAGE_EXCEED_AUTHORITY where the list of places has none for it. */
  terms(user: EndUser | null, path: string): UploadTerms {
    const places = this.#rules.uploads;
    if (user === null || places === undefined) return { limit: OBJECT_BYTES };
    const place = places.find(({ under }) => path.startsWith(under.replaceAll('{openid}', ownerOf(user))));
    if (place === undefined)
      return this.refuse(`upload to ${path}`, `clients upload to ${places.map(({ under }) => under).join(', ')} only`);
    return { limit: place.maxBytes ?? OBJECT_BYTES, ...(place.types === undefined ? {} : { types: place.types }) };
  }

  refuse(what: string, why: string): never {
    this.#feed.publish({ kind: 'warning', title: 'storage refused', detail: `${shortened(what)}: ${why}` });
    throw new CloudError('STORAGE_EXCEED_AUTHORITY', `storage permission denied: ${what}: ${why}`);
  }

  #why(operation: 'read' | 'write'): string {
    const { permission, rule } = this.#rules;
    return permission === 'CUSTOM'
      ? `the rule says ${operation}: ${String(rule?.[operation] ?? 'nothing')}`
      : `the permission is ${permission}`;
  }
}

/** The feed names no openid: a path's folders stay, what looks like a person's id does not. */
function shortened(what: string): string {
  return what.replace(/([^/\s]{4})[^/\s]{12,}(?=\/)/g, '$1…');
}
