export type PlainObject = Record<string, unknown>;

export function isPlainObject(value: unknown): value is PlainObject {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** `db.serverDate({offset})`: the server puts its own clock plus `offset` milliseconds in. */
export class ServerDate {
  readonly offset: number;

  constructor(offset: number) {
    this.offset = offset;
  }
}

/** `db.RegExp({regexp, options})`. */
export class RegExpCommand {
  readonly regexp: string;
  readonly options: string;

  constructor(regexp: string, options: string) {
    this.regexp = regexp;
    this.options = options;
  }
}

export function isServerDate(value: unknown): value is ServerDate {
  return value instanceof ServerDate;
}

export function isRegExpCommand(value: unknown): value is RegExpCommand {
  return value instanceof RegExpCommand;
}
