import { type Assumptions, DEFAULTS } from '../../assumptions.ts';
import type { Database, Filter } from '../../database/types.ts';
import type { ActivityFeed, Clock, CollectionRules, Meter } from '../../types.ts';
import { type EndUser, ownerOf } from '../context.ts';
import { CloudError } from '../failure.ts';
import { isPlainObject, type PlainObject } from '../values.ts';
import { DOCUMENT_RULES, type Expression, parseRule, RuleError } from './expression.ts';
import { type Facts, factsOf, factsOfDocument } from './facts.ts';
import { explain } from './explain.ts';
import type { Guard } from './guard.ts';
import { authOf, judge, type Situation } from './prove.ts';
import { substitute } from './templates.ts';
import { documentsRead, fixedFields, type Operation, ruleOf, writtenFields } from './written.ts';

export interface PolicyOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly meter: Meter;
  readonly feed: ActivityFeed;
  readonly rules: () => ReadonlyMap<string, CollectionRules>;
  readonly assume?: Assumptions;
  /** The mini-program whose environment it is. */
  readonly ownerAppid?: string | undefined;
}

export interface Proof {
  readonly filter: Filter;
  /** What the proof leaned on: `collection/id` of the documents that `get()` read. */
  readonly readDocuments: readonly string[];
  /** Does the rule allow this very document too? Where it would have to read more to know: no. */
  readonly mayShow: (document: PlainObject) => boolean;
}

const SHOW_ALL = (): boolean => true;

const MAX_FETCHED = 10;
const MAX_NESTING = 2;

/** Stages of an aggregation that a client may use (PLATFORM 1.7): `lookup` is for administrators. */
const CLIENT_STAGES: ReadonlySet<string> = new Set(
  [
    'match',
    'group',
    'project',
    'sort',
    'limit',
    'skip',
    'unwind',
    'addFields',
    'count',
    'sample',
    'bucket',
    'bucketAuto',
    'geoNear',
    'replaceRoot',
    'sortByCount',
  ].map((name) => `$${name}`),
);

type Leaning = Omit<Proof, 'filter'>;

interface Attempt {
  readonly facts: readonly Facts[];
  readonly closed: boolean;
  readonly requestData: PlainObject | undefined;
}

/** The rules of a project, enforced for end users as the cloud does: a query must be provably inside its rule; nothing is filtered. */
export class Policy implements Guard {
  readonly #options: PolicyOptions;
  readonly #custom = new Map<string, PlainObject>();
  readonly #parsed = new Map<string, Expression | RuleError>();

  constructor(options: PolicyOptions) {
    this.#options = options;
  }

  /** What `cloudbase_auth` said of a user of another mini-program when he opened the shared environment: `auth.custom` in rules. */
  noteCustom(user: EndUser, custom: PlainObject): void {
    this.#custom.set(`${user.kind === 'mini' ? user.appid : ''} ${ownerOf(user)}`, custom);
  }

  async read(user: EndUser, collection: string, filter: Filter): Promise<Filter> {
    return (await this.proveRead(user, collection, filter)).filter;
  }

  /** As {@link read}, and what the proof leaned on: a watch is proven anew when one of those documents changes. */
  async proveRead(user: EndUser, collection: string, asked: Filter): Promise<Proof> {
    const filter = substitute(asked, user);
    const rules = this.#rulesOf(user, collection, 'read');
    switch (rules.permission) {
      case 'READONLY':
      case 'ADMINWRITE':
        return { filter, readDocuments: [], mayShow: SHOW_ALL };
      case 'PRIVATE':
        return {
          filter: { $and: [filter, { _openid: ownerOf(user) }] },
          readDocuments: [],
          mayShow: (document) => document['_openid'] === ownerOf(user),
        };
      case 'ADMINONLY':
        return this.#refuse(user, collection, 'read', 'only administrators may (ADMINONLY)');
      case 'CUSTOM':
        return { filter, ...(await this.#proveQuery(user, rules, 'read', filter, undefined)) };
    }
  }

  async create(user: EndUser, collection: string, documents: readonly PlainObject[]): Promise<PlainObject[]> {
    const rules = this.#rulesOf(user, collection, 'create');
    if (rules.permission === 'ADMINONLY' || rules.permission === 'ADMINWRITE')
      this.#refuse(user, collection, 'create', `only administrators may (${rules.permission})`);
    const owned: PlainObject[] = [];
    for (const document of documents) {
      this.#refuseOwner(user, collection, 'create', document);
      const written = { ...document, _openid: ownerOf(user) };
      if (rules.permission === 'CUSTOM') {
        await this.#prove(user, rules, 'create', { facts: [factsOfDocument(written)], closed: true, requestData: document });
      }
      owned.push(written);
    }
    return owned;
  }

  async update(
    user: EndUser,
    collection: string,
    asked: Filter,
    update: PlainObject,
    how: { readonly multi: boolean; readonly upsert: boolean; readonly replace: boolean },
  ): Promise<Filter> {
    const rules = this.#rulesOf(user, collection, 'update');
    const data = writtenFields(update, how.replace);
    this.#refuseOwner(user, collection, 'update', data);
    const filter = this.#write(user, rules, 'update', asked, how.multi);
    if (rules.permission !== 'CUSTOM') return filter;
    if (!how.replace) {
      const other = Object.keys(update).find((operator) => operator !== '$set' && operator !== '$unset');
      const rule = ruleOf(rules, 'update');
      if (other !== undefined && typeof rule === 'string')
        this.#refuse(user, collection, 'update', `${other} cannot be judged against a rule; only set and remove can`);
    }
    await this.#proveQuery(user, rules, 'update', filter, data);
    if (how.upsert) {
      const document = { ...fixedFields(filter), ...data, _openid: ownerOf(user) };
      await this.#prove(user, rules, 'create', { facts: [factsOfDocument(document)], closed: true, requestData: data });
    }
    return filter;
  }

  async remove(user: EndUser, collection: string, asked: Filter, multi: boolean): Promise<Filter> {
    const rules = this.#rulesOf(user, collection, 'delete');
    const filter = this.#write(user, rules, 'delete', asked, multi);
    if (rules.permission === 'CUSTOM') await this.#proveQuery(user, rules, 'delete', filter, undefined);
    return filter;
  }

  /** Only the first stage is judged, so it must be a `$match` that satisfies the rule. */
  async aggregate(user: EndUser, collection: string, pipeline: readonly PlainObject[]): Promise<PlainObject[]> {
    for (const stage of pipeline) {
      const name = Object.keys(stage)[0];
      if (name === undefined || !CLIENT_STAGES.has(name))
        this.#refuse(user, collection, 'read', `the stage ${name ?? '{}'} is not for clients`);
    }
    const near = pipeline[0]?.['$geoNear'];
    if (isPlainObject(near)) {
      // Nothing may stand before it: what has to be proven stands in its own query.
      const query = await this.read(user, collection, isPlainObject(near['query']) ? near['query'] : {});
      return [{ $geoNear: { ...near, query } }, ...pipeline.slice(1)];
    }
    const match = pipeline[0]?.['$match'];
    const proven = await this.read(user, collection, isPlainObject(match) ? match : {});
    return [{ $match: proven }, ...pipeline.slice(match === undefined ? 0 : 1)];
  }

  /** What the basic permissions say of a change; for CUSTOM the query itself. */
  #write(user: EndUser, rules: CollectionRules, operation: 'update' | 'delete', asked: Filter, multi: boolean): Filter {
    const filter = substitute(asked, user);
    if (rules.permission === 'CUSTOM') return filter;
    if (rules.permission === 'ADMINONLY' || rules.permission === 'ADMINWRITE')
      this.#refuse(user, rules.name, operation, `only administrators may (${rules.permission})`);
    if (multi) this.#refuse(user, rules.name, operation, 'a client changes several documents at once only where a custom rule allows it');
    // Another user's document matches nothing: 0 changed, no error.
    return { $and: [filter, { _openid: ownerOf(user) }] };
  }

  #rulesOf(user: EndUser, collection: string, operation: Operation): CollectionRules {
    if (!this.#options.database.hasCollection(collection)) {
      throw new CloudError(
        'DATABASE_COLLECTION_NOT_EXIST',
        `database collection not exists | [ResourceNotFound] Db or Table not exist: ${collection}. Please check your request, but if the problem persists, contact us.`,
      );
    }
    return this.#options.rules().get(collection) ?? this.#refuse(user, collection, operation, 'no rule is declared for the collection');
  }

  #refuseOwner(user: EndUser, collection: string, operation: Operation, data: PlainObject): void {
    if (Object.keys(data).some((key) => key === '_openid' || key.startsWith('_openid.')))
      this.#refuse(user, collection, operation, 'a client may not write _openid');
  }

  async #proveQuery(
    user: EndUser,
    rules: CollectionRules,
    operation: Operation,
    filter: Filter,
    requestData: PlainObject | undefined,
  ): Promise<Leaning> {
    if (typeof ruleOf(rules, operation) !== 'string') return this.#prove(user, rules, operation, { facts: [], closed: false, requestData });
    const stored = await this.#storedFacts(rules.name, filter, operation);
    if (stored !== null) return this.#prove(user, rules, operation, { facts: stored, closed: true, requestData });
    let facts: readonly Facts[];
    try {
      facts = factsOf(filter);
    } catch (error) {
      if (error instanceof CloudError && error.code === 'DATABASE_PERMISSION_DENIED')
        this.#warn(user, rules.name, operation, error.message);
      throw error;
    }
    return this.#prove(user, rules, operation, { facts, closed: false, requestData });
  }

  async #prove(user: EndUser, rules: CollectionRules, operation: Operation, attempt: Attempt): Promise<Leaning> {
    const rule = ruleOf(rules, operation);
    if (rule === true) return { readDocuments: [], mayShow: SHOW_ALL };
    if (rule === undefined || rule === false)
      return this.#refuse(user, rules.name, operation, `the rule says ${operation}: ${String(rule ?? 'nothing')}`);
    const expression = this.#expressionOf(user, rules.name, operation, rule);
    const fetched = new Map<string, PlainObject | null>();
    let failed: Situation | undefined;
    for (let round = 0; ; round += 1) {
      const wanted = new Set<string>();
      const situation: Omit<Situation, 'facts'> = {
        auth: this.#authOf(user),
        closed: attempt.closed,
        requestData: attempt.requestData,
        now: this.#options.clock.now(),
        fetched,
        wanted,
      };
      // All of them in every round: so a round is a level of nesting.
      const unproven = attempt.facts.filter((facts) => judge(expression, { ...situation, facts }) !== true)[0];
      if (unproven === undefined) {
        const mayShow = (document: PlainObject): boolean =>
          judge(expression, { ...situation, closed: true, facts: factsOfDocument(document), now: this.#options.clock.now() }) === true;
        return { readDocuments: documentsRead(fetched), mayShow };
      }
      failed = { ...situation, facts: unproven };
      if (wanted.size === 0) break;
      if (round >= MAX_NESTING) return this.#refuse(user, rules.name, operation, `get() nests deeper than ${MAX_NESTING}`);
      if (fetched.size + wanted.size > MAX_FETCHED)
        return this.#refuse(user, rules.name, operation, `get() reads more than ${MAX_FETCHED} documents`);
      for (const path of wanted) fetched.set(path, await this.#fetch(path));
    }
    return this.#refuse(
      user,
      rules.name,
      operation,
      `the ${operation === 'create' ? 'document' : 'query'} is not provably inside the rule: ${rule}`,
      explain(expression, failed),
    );
  }

  #authOf(user: EndUser): Readonly<Record<string, unknown>> {
    const { ownerAppid, assume = DEFAULTS } = this.#options;
    const isShared = user.kind === 'mini' && ownerAppid !== undefined && user.appid !== ownerAppid;
    if (!isShared) return authOf(user);
    const custom = this.#custom.get(`${user.appid} ${user.openid}`) ?? null;
    return { ...authOf(user), custom, ...(assume.sharedOpenid === 'none' ? { openid: undefined } : {}) };
  }

  /** A change by id under a rule on `doc`: where that is assumed to be allowed, the stored document is what the rule is judged by. */
  async #storedFacts(collection: string, filter: Filter, operation: Operation): Promise<readonly Facts[] | null> {
    const id = filter['_id'];
    const isById = Object.keys(filter).length === 1 && (typeof id === 'string' || typeof id === 'number');
    if ((this.#options.assume ?? DEFAULTS).writesById !== 'read' || !isById || (operation !== 'update' && operation !== 'delete'))
      return null;
    this.#options.meter.database(null, null, 1, 0);
    const [document] = await this.#options.database.find(collection, { filter: { _id: id }, limit: 1 });
    return document === undefined ? null : [factsOfDocument(document)];
  }

  #expressionOf(user: EndUser, collection: string, operation: Operation, rule: string): Expression {
    let parsed = this.#parsed.get(rule);
    if (parsed === undefined) {
      try {
        parsed = parseRule(rule, { ...DOCUMENT_RULES, templateInGet: (this.#options.assume ?? DEFAULTS).templateInGet === 'accept' });
      } catch (error) {
        if (!(error instanceof RuleError)) throw error;
        parsed = error;
      }
      this.#parsed.set(rule, parsed);
    }
    return parsed instanceof RuleError
      ? this.#refuse(user, collection, operation, `the rule cannot be read: ${parsed.message}: ${rule}`)
      : parsed;
  }

  /** `database.<collection>.<id>`; null where there is no such document. A billed read. */
  async #fetch(path: string): Promise<PlainObject | null> {
    const [, collection, id] = /^database\.([^.]+)\.(.+)$/.exec(path) ?? [];
    if (collection === undefined || id === undefined || !this.#options.database.hasCollection(collection)) return null;
    this.#options.meter.database(null, null, 1, 0);
    const [document] = await this.#options.database.find(collection, { filter: { _id: id }, limit: 1 });
    return document ?? null;
  }

  #warn(user: EndUser, collection: string, operation: Operation, why: string): void {
    const who = user.kind === 'mini' ? 'a mini-program user' : user.anonymous ? 'an anonymous web user' : 'a web user';
    this.#options.feed.publish({ kind: 'warning', title: `${operation} on ${collection} refused`, detail: `${who}: ${why}` });
  }

  /** `hint` is for the log alone: the client is told what the cloud tells. */
  #refuse(user: EndUser, collection: string, operation: Operation, why: string, hint?: string): never {
    this.#warn(user, collection, operation, hint === undefined ? why : `${why}; ${hint}`);
    throw new CloudError('DATABASE_PERMISSION_DENIED', `Permission denied: ${operation} on ${collection}: ${why}`);
  }
}
