/**
 * The few internals of glass-easel 0.12.1 that the host needs and the library has no public name for. Nothing else in the host reaches
 * for a `_$` field, so that an update of the (pinned) library is checked here.
 */
import * as glassEasel from 'glass-easel';

interface ClassListInternals {
  _$resolvePrefixes(name: string, accept: (scope: number | undefined, name: string) => void): void;
  readonly _$prefixManager: { queryName(scope: number): string | undefined } | undefined;
}

/** The DOM element of a node; null for virtual hosts and for nodes without one. */
export function domOf(node: glassEasel.Element): HTMLElement | null {
  const element: unknown = node.$$;
  return element instanceof HTMLElement ? element : null;
}

/** The node whose DOM element contains (or is) the given one. */
export function nodeOf(start: EventTarget | null): glassEasel.Element | null {
  let current = start instanceof Node ? start : null;
  while (current !== null) {
    const owner = (current as Node & { __wxElement?: glassEasel.Element }).__wxElement;
    if (owner !== undefined) return owner;
    current = current.parentNode;
  }
  return null;
}

/** Real class names for names that the node's owner wrote: with the owner's style scope, external classes resolved. */
export function scopedClassNames(node: glassEasel.Element, names: string): string {
  const list = node.classList as unknown as ClassListInternals | null;
  if (list === null) return names;
  const found: string[] = [];
  for (const name of names.split(/\s+/).filter((one) => one !== '')) {
    list._$resolvePrefixes(name, (scope, plain) => {
      const prefix = scope === undefined ? '' : (list._$prefixManager?.queryName(scope) ?? '');
      found.push(prefix === '' ? plain : `${prefix}--${plain}`);
    });
  }
  return [...new Set(found)].join(' ');
}

/** Lets string, number and boolean `data-*` reach the DOM, so that a test can find nodes by `data-testid`. */
export function writeDatasetToDom(): void {
  const prototype = glassEasel.Element.prototype;
  const original = prototype.setDataset;
  prototype.setDataset = function setDataset(this: glassEasel.Element, name: string, value: unknown): void {
    original.call(this, name, value);
    const element = domOf(this);
    if (element === null) return;
    const attribute = `data-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    if (typeof value === 'object' || typeof value === 'function' || value === undefined) element.removeAttribute(attribute);
    else if (/^data-[\w-]+$/.test(attribute)) element.setAttribute(attribute, String(value));
  };
}

/** What `this` of a page or component wraps. */
export function componentOf(caller: unknown): glassEasel.GeneralComponent | null {
  if (typeof caller !== 'object' || caller === null) return null;
  const inner: unknown = '_$' in caller ? caller._$ : caller;
  return glassEasel.Component.isComponent(inner) ? inner : null;
}

/** The node behind an event's `target`: a component's `this`, or an element. */
export function elementOf(target: unknown): glassEasel.Element | null {
  const component = componentOf(target);
  if (component !== null) return component as unknown as glassEasel.Element;
  return target instanceof glassEasel.Element ? target : null;
}
