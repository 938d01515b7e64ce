/** What the SDKs have in common, as the cases use it. The functions of a case run in a browser too: they may use nothing but their arguments. */
export type Row = Record<string, unknown>;
export type Given = (...given: unknown[]) => unknown;

export interface Condition {
  and(...given: unknown[]): Condition;
  or(...given: unknown[]): Condition;
}

export const QUERIES = [
  'eq', 'neq', 'lt', 'lte', 'gt', 'gte', 'in', 'nin', 'all', 'elemMatch', 'exists', 'size', 'mod', 'geoNear', 'geoWithin', 'geoIntersects',
  'and', 'nor', 'or', 'not', 'expr', 'jsonSchema', 'text',
] as const; // prettier-ignore
export const UPDATES = [
  'set', 'remove', 'inc', 'mul', 'push', 'pull', 'pullAll', 'pop', 'shift', 'unshift', 'addToSet', 'rename', 'bit', 'max', 'min',
] as const; // prettier-ignore
export const EXPRESSIONS = [
  'abs', 'add', 'ceil', 'divide', 'exp', 'floor', 'ln', 'log', 'log10', 'mod', 'multiply', 'pow', 'sqrt', 'subtract', 'trunc',
  'arrayElemAt', 'arrayToObject', 'concatArrays', 'filter', 'in', 'indexOfArray', 'isArray', 'map', 'range', 'reduce', 'reverseArray',
  'size', 'slice', 'zip', 'and', 'not', 'or', 'cmp', 'eq', 'gt', 'gte', 'lt', 'lte', 'neq', 'cond', 'ifNull', 'switch', 'dateFromParts',
  'dateFromString', 'dayOfMonth', 'dayOfWeek', 'dayOfYear', 'isoDayOfWeek', 'isoWeek', 'isoWeekYear', 'millisecond', 'minute', 'month',
  'second', 'hour', 'week', 'year', 'literal', 'mergeObjects', 'objectToArray', 'allElementsTrue', 'anyElementTrue', 'setDifference',
  'setEquals', 'setIntersection', 'setIsSubset', 'setUnion', 'concat', 'dateToString', 'indexOfBytes', 'indexOfCP', 'split', 'strLenBytes',
  'strLenCP', 'strcasecmp', 'substr', 'substrBytes', 'substrCP', 'toLower', 'toUpper', 'meta', 'addToSet', 'avg', 'first', 'last', 'max',
  'min', 'push', 'stdDevPop', 'stdDevSamp', 'sum', 'let',
] as const; // prettier-ignore
export const STAGES = [
  'addFields', 'bucket', 'bucketAuto', 'count', 'geoNear', 'group', 'limit', 'lookup', 'match', 'project', 'replaceRoot', 'sample', 'skip',
  'sort', 'sortByCount', 'unwind',
] as const; // prettier-ignore

export type Command = Record<(typeof QUERIES)[number] | (typeof UPDATES)[number], (...given: unknown[]) => Condition> & {
  readonly aggregate: Record<(typeof EXPRESSIONS)[number], Given>;
};

export interface Db {
  readonly command: Command;
  readonly Geo: Record<
    'Point' | 'LineString' | 'Polygon' | 'MultiPoint' | 'MultiLineString' | 'MultiPolygon',
    new (...given: unknown[]) => unknown
  >;
  serverDate(options?: { offset: number }): unknown;
  RegExp: (given: { regexp: string; options?: string }) => unknown;
}

export type Aggregate = Record<(typeof STAGES)[number], (...given: unknown[]) => Aggregate>;

export interface QueryCase {
  /** The API's name, and what of it is shown. */
  readonly api: string;
  readonly documents: readonly Row[];
  readonly where: (_: Command, db: Db) => unknown;
  readonly ids: readonly unknown[];
}

export interface UpdateCase {
  readonly api: string;
  readonly before: Row;
  readonly update: (_: Command, db: Db) => unknown;
  readonly after: Row;
}

export interface ExpressionCase {
  readonly api: string;
  readonly expression: ($: Command['aggregate'], _: Command) => unknown;
  /** `undefined`: the field is missing. */
  readonly value: unknown;
}

export interface StageCase {
  readonly api: string;
  readonly build: (aggregate: Aggregate, $: Command['aggregate'], _: Command) => Aggregate;
  readonly rows: readonly Row[];
}
