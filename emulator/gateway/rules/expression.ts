/** The language of security rules: parsed once, judged many times. */

export type Expression =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'variable'; readonly name: Variable }
  | { readonly kind: 'member'; readonly object: Expression; readonly key: Expression }
  | { readonly kind: 'template'; readonly texts: readonly string[]; readonly values: readonly Expression[] }
  | { readonly kind: 'get'; readonly path: Expression }
  | { readonly kind: 'test'; readonly pattern: RegExp; readonly operand: Expression }
  | { readonly kind: 'not'; readonly operand: Expression }
  | { readonly kind: 'and' | 'or'; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'compare'; readonly operator: Comparison; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'concat'; readonly left: Expression; readonly right: Expression };

export type Variable = 'auth' | 'doc' | 'request' | 'now' | 'resource';

export type Comparison = '==' | '!=' | '>' | '>=' | '<' | '<=' | 'in';

/** A rule that cannot be read. It refuses everything, and the log says why. */
export class RuleError extends Error {
  override readonly name = 'RuleError';
}

const MAX_LENGTH = 1024;
const MAX_GETS = 3;

/** What rules of one kind may speak of. */
export interface Language {
  readonly variables: ReadonlyMap<string, Variable>;
  readonly get: boolean;
  /** A template literal as the path of `get()`; not said, it may be one. */
  readonly templateInGet?: boolean;
  /** `/…/.test(x) == true`: rules of files may, those of documents may not. */
  readonly patterns: boolean;
}

function language(variables: readonly Variable[], get: boolean, patterns: boolean): Language {
  return { variables: new Map(variables.map((name) => [name, name])), get, patterns };
}

export const DOCUMENT_RULES: Language = language(['auth', 'doc', 'request', 'now'], true, false);
export const FILE_RULES: Language = language(['auth', 'resource', 'now'], false, true);

type Token =
  | { readonly type: 'word' | 'operator'; readonly text: string }
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'pattern'; readonly value: RegExp }
  | { readonly type: 'template'; readonly texts: readonly string[]; readonly sources: readonly string[] };

const OPERATORS = ['===', '!==', '==', '!=', '>=', '<=', '&&', '||', '>', '<', '!', '(', ')', '[', ']', '.', ',', '+'];

/** Where the `}` of a template's value stands; a value may hold a template of its own. -1 where there is none. */
function endOfValue(source: string, start: number): number {
  for (let at = start; at < source.length; at += 1) {
    if (source[at] === '}') return at;
    if (source[at] === '`') at = readTemplate(source, at).end - 1;
  }
  return -1;
}

function readTemplate(source: string, start: number): { token: Token; end: number } {
  const texts: string[] = [];
  const sources: string[] = [];
  let text = '';
  let at = start + 1;
  while (at < source.length) {
    if (source[at] === '`') {
      texts.push(text);
      return { token: { type: 'template', texts, sources }, end: at + 1 };
    }
    if (source.startsWith('${', at)) {
      const close = endOfValue(source, at + 2);
      if (close < 0) break;
      texts.push(text);
      text = '';
      sources.push(source.slice(at + 2, close));
      at = close + 1;
    } else {
      text += source[at];
      at += 1;
    }
  }
  throw new RuleError('a template does not end');
}

function readPattern(source: string, flags: string): Token {
  if (/[^ims]/.test(flags)) throw new RuleError(`the pattern /${source}/${flags}: only the flags i, m and s are known`);
  try {
    return { type: 'pattern', value: new RegExp(source, flags) };
  } catch {
    throw new RuleError(`/${source}/ is not a pattern`);
  }
}

function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    const rest = source.slice(at);
    const space = /^\s+/.exec(rest);
    const word = /^[A-Za-z_$][\w$]*/.exec(rest);
    const number = /^-?\d+(\.\d+)?/.exec(rest);
    const quoted = /^'((?:[^'\\]|\\.)*)'|^"((?:[^"\\]|\\.)*)"/.exec(rest);
    const pattern = /^\/((?:[^/\\[]|\\.|\[(?:[^\]\\]|\\.)*\])+)\/([a-z]*)/.exec(rest);
    const operator = OPERATORS.find((candidate) => rest.startsWith(candidate));
    if (space) at += space[0].length;
    else if (rest.startsWith('`')) {
      const { token, end } = readTemplate(source, at);
      tokens.push(token);
      at = end;
    } else if (quoted) {
      tokens.push({ type: 'string', value: (quoted[1] ?? quoted[2] ?? '').replace(/\\(.)/g, '$1') });
      at += quoted[0].length;
    } else if (pattern) {
      tokens.push(readPattern(pattern[1] ?? '', pattern[2] ?? ''));
      at += pattern[0].length;
    } else if (word) {
      tokens.push({ type: 'word', text: word[0] });
      at += word[0].length;
    } else if (number) {
      tokens.push({ type: 'number', value: Number(number[0]) });
      at += number[0].length;
    } else if (operator) {
      tokens.push({ type: 'operator', text: operator === '===' ? '==' : operator === '!==' ? '!=' : operator });
      at += operator.length;
    } else throw new RuleError(`${rest.slice(0, 10)} is not part of the rule language`);
  }
  return tokens;
}

class Parser {
  readonly #tokens: readonly Token[];
  readonly #language: Language;
  /** How many `get()` the whole rule calls, those within templates too. */
  readonly #gets: { count: number };
  #at = 0;

  constructor(source: string, language: Language, gets = { count: 0 }) {
    this.#tokens = tokenize(source);
    this.#language = language;
    this.#gets = gets;
  }

  whole(): Expression {
    const expression = this.#or();
    if (this.#at < this.#tokens.length) throw new RuleError('something follows the end of the expression');
    if (this.#gets.count > MAX_GETS) throw new RuleError(`an expression may call get() ${MAX_GETS} times at most`);
    return expression;
  }

  #takes(text: string): boolean {
    const token = this.#tokens[this.#at];
    const found = token !== undefined && (token.type === 'operator' || token.type === 'word') && token.text === text;
    if (found) this.#at += 1;
    return found;
  }

  #expect(text: string): void {
    if (!this.#takes(text)) throw new RuleError(`${text} is missing`);
  }

  #or(): Expression {
    let left = this.#and();
    while (this.#takes('||')) left = { kind: 'or', left, right: this.#and() };
    return left;
  }

  #and(): Expression {
    let left = this.#comparison();
    while (this.#takes('&&')) left = { kind: 'and', left, right: this.#comparison() };
    return left;
  }

  #comparison(): Expression {
    let left = this.#sum();
    for (;;) {
      const operator = (['==', '!=', '>=', '<=', '>', '<', 'in'] as const).find((candidate) => this.#takes(candidate));
      // The cloud judges a bare test() wrongly, and says so: its result must be compared.
      if (operator === undefined && left.kind === 'test') throw new RuleError('test() must be compared: /…/.test(…) == true');
      if (operator === undefined) return left;
      left = { kind: 'compare', operator, left, right: this.#sum() };
    }
  }

  #sum(): Expression {
    let left = this.#unary();
    while (this.#takes('+')) left = { kind: 'concat', left, right: this.#unary() };
    return left;
  }

  #unary(): Expression {
    if (this.#takes('!')) {
      const operand = this.#unary();
      if (operand.kind === 'test') throw new RuleError('test() must be compared: /…/.test(…) == false');
      return { kind: 'not', operand };
    }
    let expression = this.#primary();
    for (;;) {
      if (this.#takes('.')) {
        const name = this.#tokens[this.#at];
        if (name?.type !== 'word') throw new RuleError('a field name is missing after a dot');
        this.#at += 1;
        expression = { kind: 'member', object: expression, key: { kind: 'literal', value: name.text } };
      } else if (this.#takes('[')) {
        expression = { kind: 'member', object: expression, key: this.#or() };
        this.#expect(']');
      } else return expression;
    }
  }

  #primary(): Expression {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw new RuleError('the expression ends too early');
    this.#at += 1;
    if (token.type === 'number' || token.type === 'string') return { kind: 'literal', value: token.value };
    if (token.type === 'template') return this.#template(token);
    if (token.type === 'pattern') return this.#pattern(token.value);
    if (token.text === '(') {
      const inner = this.#or();
      this.#expect(')');
      return inner;
    }
    if (token.text === '[') return this.#list();
    if (token.type === 'word') return this.#word(token.text);
    throw new RuleError(`${token.text} is not expected here`);
  }

  #template(token: Extract<Token, { type: 'template' }>): Expression {
    return {
      kind: 'template',
      texts: token.texts,
      values: token.sources.map((source) => new Parser(source, this.#language, this.#gets).whole()),
    };
  }

  #pattern(pattern: RegExp): Expression {
    if (!this.#language.patterns) throw new RuleError('patterns are for rules of files');
    for (const text of ['.', 'test', '(']) this.#expect(text);
    const operand = this.#or();
    this.#expect(')');
    return { kind: 'test', pattern, operand };
  }

  #list(): Expression {
    const items: Expression[] = [];
    while (!this.#takes(']')) {
      if (items.length > 0) this.#expect(',');
      items.push(this.#or());
    }
    return { kind: 'list', items };
  }

  #word(word: string): Expression {
    if (word === 'true' || word === 'false') return { kind: 'literal', value: word === 'true' };
    if (word === 'null' || word === 'undefined') return { kind: 'literal', value: null };
    if (word === 'get' && this.#language.get) {
      this.#expect('(');
      const path = this.#or();
      this.#expect(')');
      if (path.kind === 'template' && this.#language.templateInGet === false)
        throw new RuleError('the path of get() is put together with +, not as a template');
      this.#gets.count += 1;
      return { kind: 'get', path };
    }
    const name = this.#language.variables.get(word);
    if (name !== undefined) return { kind: 'variable', name };
    const known = [...this.#language.variables.keys(), ...(this.#language.get ? ['get'] : [])];
    throw new RuleError(`${word} is not a variable of the rule language (${known.join(', ')})`);
  }
}

/** Reads an expression. Refuses what the cloud refuses: over 1024 characters, over three `get()`, unknown names. */
export function parseRule(source: string, language: Language = DOCUMENT_RULES): Expression {
  if (source.length > MAX_LENGTH) throw new RuleError(`an expression has ${MAX_LENGTH} characters at most, this one ${source.length}`);
  return new Parser(source, language).whole();
}
