/**
 * Reads what people type: JSON, and beyond it what MongoDB's shell takes: unquoted and single-quoted names, trailing commas, comments,
 * /patterns/, ISODate("…"), new Date(…), ObjectId("…"), NumberLong("…"), NumberDecimal("…"), NaN, Infinity. The answer is extended JSON. It runs in pages, too.
 */

/** Where a text cannot be read on. `code` says why; a page says it in its own language. */
export class SyntaxProblem extends Error {
  override readonly name = 'SyntaxProblem';
  readonly code: ProblemCode;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  readonly found: string;

  constructor(code: ProblemCode, text: string, at: number) {
    const before = text.slice(0, at).split('\n');
    const found = text.slice(at, at + 12).split('\n')[0] ?? '';
    const line = before.length;
    const column = (before.at(-1)?.length ?? 0) + 1;
    super(`line ${line}, column ${column}: ${MESSAGES[code]}${found === '' ? ' at the end' : ` at "${found}"`}`);
    this.code = code;
    this.line = line;
    this.column = column;
    this.found = found;
  }
}

export type ProblemCode =
  'value' | 'name' | 'colon' | 'comma' | 'bracket' | 'string' | 'number' | 'date' | 'call' | 'pattern' | 'rest' | 'twice' | 'deep';

const MESSAGES: Readonly<Record<ProblemCode, string>> = {
  value: 'a value is missing',
  name: 'a field name is missing',
  colon: 'a colon is missing after the field name',
  comma: 'a comma or the closing brace is missing',
  bracket: 'a comma or the closing bracket is missing',
  string: 'the text in quotes has no end, or an escape that is none',
  number: 'this is no number',
  date: 'this is no date',
  call: 'this function is not known',
  pattern: 'the pattern has no end, or is none',
  rest: 'nothing may follow',
  twice: 'the field is there already',
  deep: 'this nests too deeply',
};

const DEEPEST = 100;
const NAME = /[\p{L}\p{N}_$.-]/u;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v', '0': '\0' };
const NUMBER = /[+-]?(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|Infinity)/y;

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): unknown {
    const value = this.#value(0);
    this.#space();
    if (this.#at < this.#text.length) throw this.#problem('rest');
    return value;
  }

  #problem(code: ProblemCode, at = this.#at): SyntaxProblem {
    return new SyntaxProblem(code, this.#text, at);
  }

  #space(): void {
    for (;;) {
      while (/\s|\uFEFF/.test(this.#text[this.#at] ?? '')) this.#at += 1;
      if (this.#text.startsWith('//', this.#at)) this.#at = this.#find('\n', this.#at);
      else if (this.#text.startsWith('/*', this.#at)) this.#at = this.#find('*/', this.#at) + 2;
      else return;
    }
  }

  #find(mark: string, from: number): number {
    const at = this.#text.indexOf(mark, from);
    return at === -1 ? this.#text.length : at;
  }

  #peek(): string {
    this.#space();
    return this.#text[this.#at] ?? '';
  }

  #take(sign: string): boolean {
    if (this.#peek() !== sign) return false;
    this.#at += 1;
    return true;
  }

  #value(depth: number): unknown {
    if (depth > DEEPEST) throw this.#problem('deep');
    const sign = this.#peek();
    if (sign === '{') return this.#object(depth);
    if (sign === '[') return this.#array(depth);
    if (sign === '"' || sign === "'") return this.#quoted();
    if (sign === '/') return this.#pattern();
    if (/[\d.+-]/.test(sign)) return this.#number();
    if (/[A-Za-z_$]/.test(sign)) return this.#word();
    throw this.#problem('value');
  }

  #object(depth: number): Record<string, unknown> {
    const object: Record<string, unknown> = {};
    this.#at += 1;
    while (!this.#take('}')) {
      const start = (this.#space(), this.#at);
      const name = this.#name();
      if (Object.hasOwn(object, name)) throw this.#problem('twice', start);
      if (!this.#take(':')) throw this.#problem('colon');
      // Assigning "__proto__" would set no field; the store then refuses it by name.
      Object.defineProperty(object, name, { value: this.#value(depth + 1), enumerable: true, writable: true, configurable: true });
      if (!this.#take(',') && this.#peek() !== '}') throw this.#problem('comma');
    }
    return object;
  }

  #name(): string {
    const sign = this.#peek();
    if (sign === '"' || sign === "'") return this.#quoted();
    const start = this.#at;
    while (NAME.test(this.#text[this.#at] ?? '')) this.#at += 1;
    if (this.#at === start) throw this.#problem('name');
    return this.#text.slice(start, this.#at);
  }

  #array(depth: number): unknown[] {
    const array: unknown[] = [];
    this.#at += 1;
    while (!this.#take(']')) {
      array.push(this.#value(depth + 1));
      if (!this.#take(',') && this.#peek() !== ']') throw this.#problem('bracket');
    }
    return array;
  }

  #quoted(): string {
    const start = this.#at;
    const quote = this.#text[start];
    let read = '';
    for (this.#at += 1; ; this.#at += 1) {
      const sign = this.#text[this.#at];
      if (sign === undefined || sign === '\n') throw this.#problem('string', start);
      if (sign === quote) break;
      read += sign === '\\' ? this.#escape() : sign;
    }
    this.#at += 1;
    return read;
  }

  /** Leaves the place at the last sign of the escape. */
  #escape(): string {
    this.#at += 1;
    const sign = this.#text[this.#at] ?? '';
    if (sign === 'u' || sign === 'x') {
      const length = sign === 'u' ? 4 : 2;
      const digits = this.#text.slice(this.#at + 1, this.#at + 1 + length);
      if (digits.length < length || !/^[0-9a-fA-F]+$/.test(digits)) throw this.#problem('string', this.#at - 1);
      this.#at += length;
      return String.fromCharCode(Number.parseInt(digits, 16));
    }
    return ESCAPES[sign] ?? sign;
  }

  #number(): unknown {
    NUMBER.lastIndex = this.#at;
    const text = NUMBER.exec(this.#text)?.[0];
    if (text === undefined || NAME.test(this.#text[this.#at + text.length] ?? '')) throw this.#problem('number');
    this.#at += text.length;
    const negative = text.startsWith('-');
    const number = Number(text.replace(/^[+-]/, ''));
    return numberValue(negative ? -number : number, text);
  }

  #word(): unknown {
    const start = this.#at;
    while (/[\w$]/.test(this.#text[this.#at] ?? '')) this.#at += 1;
    const word = this.#text.slice(start, this.#at);
    if (word === 'true') return true;
    if (word === 'false') return false;
    if (word === 'null') return null;
    if (word === 'NaN' || word === 'Infinity') return { $numberDouble: word };
    if (word === 'new') {
      this.#space();
      return this.#word();
    }
    const call = CALLS[word];
    if (call === undefined || this.#peek() !== '(') throw this.#problem('call', start);
    this.#at += 1;
    const argument = this.#peek() === ')' ? undefined : this.#value(1);
    if (!this.#take(')')) throw this.#problem('bracket');
    const value = call(argument);
    if (value === undefined) throw this.#problem(word.includes('Date') ? 'date' : 'call', start);
    return value;
  }

  #pattern(): unknown {
    const start = this.#at;
    let inClass = false;
    for (this.#at += 1; ; this.#at += 1) {
      const sign = this.#text[this.#at];
      if (sign === undefined || sign === '\n') throw this.#problem('pattern', start);
      if (sign === '\\') this.#at += 1;
      else if (sign === '[') inClass = true;
      else if (sign === ']') inClass = false;
      else if (sign === '/' && !inClass) break;
    }
    const pattern = this.#text.slice(start + 1, this.#at).replaceAll('\\/', '/');
    this.#at += 1;
    const options = /^[a-z]*/.exec(this.#text.slice(this.#at))?.[0] ?? '';
    this.#at += options.length;
    try {
      new RegExp(pattern, options.replace(/[^ims]/g, ''));
    } catch {
      throw this.#problem('pattern', start);
    }
    return { $regularExpression: { pattern, options: [...options.replace(/[^imsx]/g, '')].sort().join('') } };
  }
}

/** Whole numbers that a JavaScript number cannot hold become 64-bit ones, as the shell's NumberLong. */
function numberValue(number: number, text: string): unknown {
  if (Object.is(number, -0)) return { $numberDouble: '-0.0' };
  if (!Number.isFinite(number)) return { $numberDouble: String(number) };
  if (
    /^[+-]?\d+$/.test(text) &&
    !Number.isSafeInteger(number) &&
    BigInt.asIntN(64, BigInt(text.replace(/^\+/, ''))) === BigInt(text.replace(/^\+/, ''))
  )
    return { $numberLong: text.replace(/^\+/, '') };
  return number;
}

function date(argument: unknown): unknown {
  const ms =
    argument === undefined ? Date.now() : typeof argument === 'string' || typeof argument === 'number' ? new Date(argument).getTime() : NaN;
  return Number.isNaN(ms) ? undefined : { $date: new Date(ms).toISOString() };
}

const CALLS: Readonly<Record<string, (argument: unknown) => unknown>> = {
  ISODate: date,
  Date: date,
  ObjectId: (text) => (typeof text === 'string' && /^[0-9a-f]{24}$/i.test(text) ? { $oid: text } : undefined),
  NumberInt: (text) => (Number.isFinite(Number(text)) ? Number(text) : undefined),
  NumberLong: (text) => (/^-?\d+$/.test(String(text)) ? { $numberLong: String(text) } : undefined),
  NumberDecimal: (text) => (typeof text === 'string' || typeof text === 'number' ? { $numberDecimal: String(text) } : undefined),
};

/** Reads a value; throws {@link SyntaxProblem} with the place that cannot be read. */
export function readRelaxed(text: string): unknown {
  return new Reader(text).whole();
}
