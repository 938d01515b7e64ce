import { parse, type AnyNode, type Node } from 'acorn';
import { simple } from 'acorn-walk';
import MagicString from 'magic-string';

/**
 * WXS runs here as JavaScript; where the two differ the source is rewritten:
 * `x.constructor` is a type name ('Array'), `getRegExp` takes its text raw, and modules are known without their `.wxs` suffix.
 */
export function rewriteWxs(source: string, file: string): string {
  let tree: Node;
  try {
    tree = parse(source, { ecmaVersion: 2018, allowReturnOutsideFunction: true });
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const text = new MagicString(source);
  simple(tree as AnyNode, {
    MemberExpression(node) {
      if (node.computed || node.property.type !== 'Identifier' || node.property.name !== 'constructor') return;
      // From the expression's start to the dot: the object may stand in brackets.
      text.appendLeft(node.start, '__wxsType(');
      text.update(source.lastIndexOf('.', node.property.start), node.property.end, ')');
    },
    CallExpression(node) {
      if (node.callee.type !== 'Identifier') return;
      for (const argument of node.arguments) {
        if (argument.type !== 'Literal' || typeof argument.value !== 'string') continue;
        if (node.callee.name === 'getRegExp')
          text.update(argument.start, argument.end, JSON.stringify(source.slice(argument.start + 1, argument.end - 1)));
        if (node.callee.name === 'require') text.update(argument.start, argument.end, JSON.stringify(argument.value.replace(/\.wxs$/, '')));
      }
    },
  });
  return text.toString();
}

/** What WXS finds in its scope. Written once in front of the templates. */
export const WXS_GLOBALS = `
const __wxsType = (value) => value === null || value === undefined ? undefined : Array.isArray(value) ? 'Array' : typeof value === 'object' && Object.prototype.toString.call(value) === '[object Date]' ? 'Date' : value instanceof RegExp ? 'RegExp' : typeof value === 'function' ? 'Function' : typeof value === 'string' ? 'String' : typeof value === 'number' ? 'Number' : typeof value === 'boolean' ? 'Boolean' : 'Object';
const getRegExp = (source, flags) => new RegExp(source, flags);
const getDate = (...parts) => parts.length === 0 ? new Date() : new Date(...parts);
`;
