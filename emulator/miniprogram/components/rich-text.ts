import { Base, define } from './base.ts';

/** Tags and attributes WeChat's own list allows. Everything else is dropped with what it holds, scripts and events above all. */
const TAGS = new Set(
  'a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del div dl dt em fieldset font footer h1 h2 h3 h4 h5 h6 header hr i img ins label legend li mark nav ol p pre q rt ruby s section small span strong sub sup table tbody td tfoot th thead tr tt u ul'.split(
    ' ',
  ),
);
const ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  '*': ['class', 'style'],
  col: ['span', 'width'],
  colgroup: ['span', 'width'],
  img: ['alt', 'src', 'height', 'width'],
  ol: ['start', 'type'],
  table: ['width'],
  td: ['colspan', 'height', 'rowspan', 'width'],
  th: ['colspan', 'height', 'rowspan', 'width'],
  tr: ['colspan', 'height', 'rowspan', 'width'],
  bdo: ['dir'],
  a: [],
  font: ['color', 'size'],
};

/** Copies allowed content of a parsed document; the copy never ran and never loaded anything. */
export function sanitised(source: Node, target: Node, address: (source: string) => string, style: (style: string) => string): void {
  for (const child of source.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) target.appendChild(document.createTextNode(child.textContent ?? ''));
    if (!(child instanceof Element) || !TAGS.has(child.localName)) continue;
    const copy = document.createElement(child.localName);
    for (const name of [...(ATTRIBUTES['*'] ?? []), ...(ATTRIBUTES[child.localName] ?? [])]) {
      const value = child.getAttribute(name);
      if (value === null) continue;
      if (name === 'src') copy.setAttribute('src', address(value));
      else copy.setAttribute(name, name === 'style' ? style(value) : value);
    }
    sanitised(child, copy, address, style);
    target.appendChild(copy);
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (Reflect.get(value, name) as unknown) : undefined;
}

/** WeChat's node list as elements of an inert document, for {@link sanitised} to copy from. */
function fromNodes(nodes: readonly unknown[], inert: Document): DocumentFragment {
  const fragment = inert.createDocumentFragment();
  for (const item of nodes) {
    if (field(item, 'type') === 'text') {
      fragment.append(inert.createTextNode(String(field(item, 'text') ?? '')));
      continue;
    }
    const name = field(item, 'name');
    if (typeof name !== 'string' || !TAGS.has(name.toLowerCase())) continue;
    const element = inert.createElement(name.toLowerCase());
    for (const [key, value] of Object.entries(field(item, 'attrs') ?? {})) {
      if (/^[a-z-]+$/i.test(key)) element.setAttribute(key, String(value));
    }
    const children = field(item, 'children');
    if (Array.isArray(children)) element.append(fromNodes(children, inert));
    fragment.append(element);
  }
  return fragment;
}

class RichText extends Base {
  protected override sync(): void {
    const nodes = this.value('nodes');
    const { host } = this.context;
    const inert =
      typeof nodes === 'string' ? new DOMParser().parseFromString(nodes, 'text/html') : document.implementation.createHTMLDocument('');
    const content: Node = typeof nodes === 'string' ? inert.body : fromNodes(Array.isArray(nodes) ? nodes : [], inert);
    const shown = document.createDocumentFragment();
    sanitised(
      content,
      shown,
      (source) => (/^\s*(?:javascript|vbscript|file):/i.test(source) ? '' : host.resource(source)),
      (style) => this.context.inlineStyle(style),
    );
    this.element.replaceChildren(shown);
    this.element.toggleAttribute('wx-selectable', this.flag('userSelect'));
  }
}

export const richTextComponents = [
  define('rich-text', { nodes: null, space: '', userSelect: false, mode: 'default' }, (context) => new RichText(context)),
];
