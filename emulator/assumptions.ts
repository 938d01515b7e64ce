/**
 * What nobody outside the cloud could confirm, as switches: `cloudbaserc.json`'s `emulator.assume`. Each default is the stricter reading that
 * still lets documented code run; docs/emulator.md says what each one means.
 */
export interface Assumptions {
  /** A server's first write to a collection that does not exist. */
  readonly missingCollection: 'refuse' | 'create';
  /** `db.serverDate()` within a query. */
  readonly serverDateInQueries: 'evaluate' | 'refuse';
  /** `auth.openid` in rules for a user of another mini-program in a shared environment: his own openid there, or nothing. */
  readonly sharedOpenid: 'own' | 'none';
  /** An update or removal by id under a rule on `doc`: refused unread, or judged by the stored document. */
  readonly writesById: 'refuse' | 'read';
  /** A template literal as the path of `get()` in a rule. */
  readonly templateInGet: 'accept' | 'refuse';
  /** What a function that another one calls knows of the user. */
  readonly nestedIdentity: 'forward' | 'none';
  /** A server's update or removal of several documents without any condition. */
  readonly emptyWhere: 'allow' | 'refuse';
  /** The code of a duplicate key. */
  readonly duplicateCode: 'DATABASE_DUPLICATE_WRITE' | 'DATABASE_REQUEST_FAILED';
  /** Bytes of a document that a server writes as a whole. */
  readonly documentBytes: number;
  /** Values of one `in` or `nin`. */
  readonly listValues: number;
  /** Documents that a query skips. */
  readonly skip: number;
  /** Statements of one transaction. */
  readonly transactionStatements: number;
  /** `lookup` stages of one aggregation. */
  readonly lookups: number;
  /** Indexes of one collection: the cloud's pages name 20 and 100. */
  readonly indexes: number;
  /** Every timer is delivered twice, as may happen in the cloud. */
  readonly timersTwice: boolean;
  /** A user's new password: capital and small letters, digits and signs, or only 8 characters. */
  readonly passwords: 'strong' | 'any';
}

export const DEFAULTS: Assumptions = {
  missingCollection: 'refuse',
  serverDateInQueries: 'evaluate',
  sharedOpenid: 'own',
  writesById: 'refuse',
  templateInGet: 'accept',
  nestedIdentity: 'forward',
  emptyWhere: 'allow',
  duplicateCode: 'DATABASE_DUPLICATE_WRITE',
  documentBytes: 16 * 1024 * 1024,
  listValues: 1_000_000,
  skip: 1_000_000,
  transactionStatements: 500,
  lookups: 10,
  indexes: 20,
  timersTwice: false,
  passwords: 'strong',
};

const CHOICES: Readonly<Partial<Record<keyof Assumptions, readonly string[]>>> = {
  missingCollection: ['refuse', 'create'],
  serverDateInQueries: ['evaluate', 'refuse'],
  sharedOpenid: ['own', 'none'],
  writesById: ['refuse', 'read'],
  templateInGet: ['accept', 'refuse'],
  nestedIdentity: ['forward', 'none'],
  emptyWhere: ['allow', 'refuse'],
  duplicateCode: ['DATABASE_DUPLICATE_WRITE', 'DATABASE_REQUEST_FAILED'],
  passwords: ['strong', 'any'],
};

function wrongWith(key: string, value: unknown): string | null {
  if (!Object.hasOwn(DEFAULTS, key)) return `there is no such switch; known are ${Object.keys(DEFAULTS).join(', ')}`;
  const choices = CHOICES[key as keyof Assumptions];
  if (choices !== undefined) return choices.includes(String(value)) ? null : `it is one of ${choices.join(', ')}`;
  if (key === 'timersTwice') return typeof value === 'boolean' ? null : 'it is true or false';
  return typeof value === 'number' && Number.isInteger(value) && value > 0 ? null : 'it is a whole number above 0';
}

/** The defaults with what a project says otherwise. Answers a text where a switch does not exist or has no such position. */
export function assumptionsFrom(given: Readonly<Record<string, unknown>>): Assumptions | string {
  for (const [key, value] of Object.entries(given)) {
    const wrong = wrongWith(key, value);
    if (wrong !== null) return `${key}: ${wrong}`;
  }
  return { ...DEFAULTS, ...given };
}
