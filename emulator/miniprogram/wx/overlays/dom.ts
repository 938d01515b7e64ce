/** Small builders for what the host draws itself. Everything is a plain element with its own class names, out of reach of a page's styles. */
export interface ElementOptions {
  readonly class?: string;
  readonly text?: string;
  readonly role?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly children?: readonly Node[];
  readonly onTap?: () => void;
}

export function element<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, options: ElementOptions = {}): HTMLElementTagNameMap[Tag] {
  const node = document.createElement(tag);
  if (options.class !== undefined) node.className = options.class;
  if (options.text !== undefined) node.textContent = options.text;
  if (options.role !== undefined) node.setAttribute('role', options.role);
  for (const [name, value] of Object.entries(options.attributes ?? {})) node.setAttribute(name, value);
  for (const child of options.children ?? []) node.append(child);
  const onTap = options.onTap;
  if (onTap !== undefined) node.addEventListener('click', () => onTap());
  return node;
}

/** A real button: overlays are the host's own, so they may use native controls and get the keyboard for free. */
export function button(label: string, className: string, onTap: () => void): HTMLButtonElement {
  return element('button', { class: className, text: label, attributes: { type: 'button' }, onTap });
}

const SVG = 'http://www.w3.org/2000/svg';

/** A 24 × 24 icon of stroked or filled paths. */
export function icon(paths: readonly string[], options: { readonly class?: string; readonly stroke?: boolean } = {}): SVGSVGElement {
  const node = document.createElementNS(SVG, 'svg');
  node.setAttribute('viewBox', '0 0 24 24');
  node.setAttribute('aria-hidden', 'true');
  if (options.class !== undefined) node.setAttribute('class', options.class);
  for (const path of paths) {
    const shape = document.createElementNS(SVG, 'path');
    shape.setAttribute('d', path);
    if (options.stroke === true) {
      shape.setAttribute('fill', 'none');
      shape.setAttribute('stroke', 'currentColor');
      shape.setAttribute('stroke-linecap', 'round');
      shape.setAttribute('stroke-linejoin', 'round');
    } else {
      shape.setAttribute('fill', 'currentColor');
    }
    node.append(shape);
  }
  return node;
}

/** Adds a style sheet once per document. */
export function addStyle(id: string, css: string): void {
  if (document.getElementById(id) !== null) return;
  const node = document.createElement('style');
  node.id = id;
  node.textContent = css;
  document.head.append(node);
}
