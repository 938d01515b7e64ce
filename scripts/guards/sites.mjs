// Finds every condition in cloudfunctions/_services that decides whether something is written: what a conditional write asks beyond the `_id`, what a transaction looks at
// before it goes on, and which of two inserts is the first.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const SERVICES = join(dirname(fileURLToPath(import.meta.url)), '../../cloudfunctions/_services');
const WRITES = new Set(['updateOne', 'updateAndRead', 'updateAll', 'remove']);

/** The services' files, by their path below `_services`. */
function serviceFiles() {
  return readdirSync(SERVICES, { recursive: true })
    .map((name) => name.split(sep).join('/'))
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .sort();
}

export function textOf(file) {
  return readFileSync(join(SERVICES, file), 'utf8');
}

/** Each `{kind, from, to, line, text}` of a file's text, in its order. */
export function sitesOf(text, name) {
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.ES2022, true);
  const found = new Map();
  const add = (kind, node) => {
    const from = node.getStart(source);
    found.set(`${from}-${node.end}`, {
      kind,
      from,
      to: node.end,
      line: source.getLineAndCharacterOfPosition(from).line + 1,
      text: node.getText(source).replace(/\s+/g, ' '),
    });
  };
  const functions = functionsOf(source);
  const visit = (node) => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const method = node.expression.name.text;
      if (WRITES.has(method) && isTable(node.expression.expression)) conditionsOf(node.arguments[0], node, functions, add);
      if (method === 'insertOnce' && !isThrownAway(node)) add('first', node);
    }
    if (ts.isFunctionLike(node) && node.body && takesTransaction(node)) looksOf(node.body, functions, add);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [...found.values()].sort((one, other) => one.from - other.from);
}

/** `tables.orders`, or a table that was handed in. */
function isTable(node) {
  return (
    (ts.isPropertyAccessExpression(node) && node.expression.getText() === 'tables') || (ts.isIdentifier(node) && node.text === 'table')
  );
}

function functionsOf(source) {
  const found = new Map();
  for (const statement of source.statements)
    if (ts.isFunctionDeclaration(statement) && statement.name !== undefined) found.set(statement.name.text, statement);
  return found;
}

function isThrownAway(call) {
  const awaited = ts.isAwaitExpression(call.parent) ? call.parent : call;
  return ts.isExpressionStatement(awaited.parent);
}

/** What a write asks beyond the `_id`: each property of its own. */
function conditionsOf(where, at, functions, add) {
  if (where === undefined) return;
  if (ts.isObjectLiteralExpression(where)) {
    for (const property of where.properties) {
      if (ts.isSpreadAssignment(property)) conditionsOf(property.expression, at, functions, add);
      else if (property.name?.getText() !== '_id') add('write', property);
    }
    return;
  }
  if (ts.isSatisfiesExpression(where)) return conditionsOf(where.expression, at, functions, add);
  const literal = literalOf(where, at, functions);
  if (literal === null) add('write', where);
  else conditionsOf(literal, literal, functions, add);
}

/** The object that a name or a call of this file's own stands for; null when that is not plain. */
function literalOf(node, at, functions) {
  if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
    const made = functions.get(node.expression.text)?.body?.statements.find(ts.isReturnStatement)?.expression;
    return made !== undefined && ts.isObjectLiteralExpression(made) ? made : null;
  }
  if (!ts.isIdentifier(node)) return null;
  for (let scope = at.parent; scope !== undefined; scope = scope.parent) {
    if (!ts.isBlock(scope) && !ts.isSourceFile(scope)) continue;
    for (const statement of scope.statements) {
      if (!ts.isVariableStatement(statement)) continue;
      const known = statement.declarationList.declarations.find(({ name }) => name.getText() === node.text)?.initializer;
      if (known !== undefined) return ts.isObjectLiteralExpression(known) ? known : null;
    }
  }
  return null;
}

function takesTransaction(node) {
  return node.parameters.some(({ name }) => name.getText() === 'transaction');
}

/** Every `if` that ends a transaction, there and in what it calls of this file, by the parts of its question. That something is not there is no guard: it cannot be written. */
function looksOf(body, functions, add, seen = new Set()) {
  const visit = (node) => {
    if (ts.isIfStatement(node) && endsHere(node.thenStatement))
      for (const part of alternatives(node.expression)) if (!isAbsence(part)) add('look', part);
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
      const called = functions.get(node.expression.text);
      if (called?.body !== undefined && !seen.has(called) && refuses(called)) {
        seen.add(called);
        looksOf(called.body, functions, add, seen);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(body);
}

function refuses(called) {
  return /\brefuse\(|\bthrow\b/.test(called.body.getText());
}

function endsHere(statement) {
  const last = ts.isBlock(statement) ? statement.statements.at(-1) : statement;
  return last !== undefined && (ts.isReturnStatement(last) || ts.isThrowStatement(last));
}

function alternatives(node) {
  if (ts.isParenthesizedExpression(node)) return alternatives(node.expression);
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.BarBarToken)
    return [...alternatives(node.left), ...alternatives(node.right)];
  return [node];
}

function isAbsence(node) {
  return /^!?[\w.?]+( === (null|undefined))$/.test(node.getText());
}

/** The stretch of a text that a guard of the list takes out or changes; null when its words do not stand there once. */
export function stretchOf(text, { find, replace }) {
  const start = text.indexOf(find);
  if (start < 0 || text.indexOf(find, start + 1) >= 0) return null;
  if (replace === undefined) return { from: start, to: start + find.length };
  let head = 0;
  while (head < replace.length && find[head] === replace[head]) head += 1;
  let tail = 0;
  while (tail < replace.length - head && tail < find.length - head && find[find.length - 1 - tail] === replace[replace.length - 1 - tail])
    tail += 1;
  return { from: start + head, to: Math.max(start + head + 1, start + find.length - tail) };
}

/** What a condition is called: its words, and which it is of those in its file with the same ones. */
function namesOf(sites) {
  const seen = new Map();
  return sites.map(({ kind, text }) => {
    const words = kind === 'first' ? text.replace(/\(\{.*$/, '') : text;
    const count = (seen.get(words) ?? 0) + 1;
    seen.set(words, count);
    return count === 1 ? words : `${words} #${count}`;
  });
}

/** Every site with the guards that take it out (`by`), or why none does (`why`); neither when nobody has looked at it yet. Also what was let go and is not there any more. */
export function inventory(guards, unwatched) {
  const reasons = new Map(
    unwatched.flatMap(({ why, where }) => Object.entries(where).flatMap(([file, names]) => names.map((name) => [`${file} ${name}`, why]))),
  );
  const sites = serviceFiles().flatMap((file) => {
    const text = textOf(file);
    const found = sitesOf(text, file);
    const names = namesOf(found);
    const own = guards.filter((one) => one.file === file).map((one) => ({ what: one.what, at: stretchOf(text, one) }));
    return found.map((site, index) => ({
      file,
      ...site,
      name: names[index],
      by: own.filter(({ at }) => at !== null && at.from < site.to && site.from < at.to).map(({ what }) => what),
      why: reasons.get(`${file} ${names[index]}`) ?? null,
    }));
  });
  const known = new Set(sites.map(({ file, name }) => `${file} ${name}`));
  return { sites, gone: [...reasons.keys()].filter((name) => !known.has(name)) };
}
