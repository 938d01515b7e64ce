type Child = Node | string | null;

export interface Props {
  readonly class?: string;
  readonly on?: Readonly<Record<string, (event: Event) => void>>;
  readonly [attribute: string]: unknown;
}

/** An element with its attributes, listeners and children. `true` sets an empty attribute, `false` and `null` none. */
export function h<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, props: Props = {}, ...children: Child[]): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name === 'on') for (const [event, listener] of Object.entries(props.on ?? {})) element.addEventListener(event, listener);
    else if (value === true) element.setAttribute(name, '');
    else if (typeof value === 'string' || typeof value === 'number') element.setAttribute(name, String(value));
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

const SVG = 'http://www.w3.org/2000/svg';

/** Line drawings in a box of 20. */
const DRAWINGS = {
  leaf: 'M3.5 16.5c0-8 5-12.5 13-12.5 0 8-4.5 12.5-13 12.5zM3.5 16.5c2-4 4.5-6.5 8-8.5',
  reload: 'M16 10a6 6 0 1 1-1.8-4.3M16 3v3.2h-3.2',
  open: 'M8 4H4v12h12v-4M11 4h5v5M16 4l-7 7',
  close: 'M5 5l10 10M15 5L5 15',
  grow: 'M12 4h4v4M8 16H4v-4M16 4l-4.5 4.5M4 16l4.5-4.5',
  shrink: 'M16 8h-4V4M4 12h4v4M12 8l4.5-4.5M8 12l-4.5 4.5',
  pause: 'M7 4.5v11M13 4.5v11',
  play: 'M6 4l10 6-10 6z',
  clear: 'M4 6h12M8 6V4h4v2M6 6l.7 10h6.6L14 6',
  down: 'M5 8l5 5 5-5',
  copy: 'M7 7h9v9H7zM4 13V4h9',
  done: 'M4 10.5l4 4 8-9',
  clock: 'M10 3a7 7 0 1 1-.01 0zM10 6v4l2.5 2',
  steps: 'M4 5h.01M4 10h.01M4 15h.01M8 5h8M8 10h8M8 15h8',
  call: 'M11 3L5 11h4l-1 6 6-8h-4z',
  change: 'M4 6c0-3 12-3 12 0v8c0 3-12 3-12 0zM4 6c0 3 12 3 12 0M4 10c0 3 12 3 12 0',
  push: 'M10 11a1.5 1.5 0 1 1 .01 0M6.5 13a5 5 0 0 1 0-7M13.5 13a5 5 0 0 0 0-7M4 15.500a8.5 8.5 0 0 1 0-12M16 15.500a8.5 8.5 0 0 0 0-12',
  payment: 'M6 4l4 5 4-5M10 9v7M6.5 10h7M6.5 13h7',
  warning: 'M10 3.500l7.5 13H2.500zM10 8v4M10 14.300v.01',
} as const;

export type Drawing = keyof typeof DRAWINGS;

export function icon(name: Drawing, size = 16): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  for (const [attribute, value] of Object.entries({
    viewBox: '0 0 20 20',
    width: size,
    height: size,
    'aria-hidden': 'true',
    class: 'icon',
  }))
    svg.setAttribute(attribute, String(value));
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', DRAWINGS[name]);
  svg.append(path);
  return svg;
}

/** A button that is a drawing; its label is its tooltip. */
export function iconButton(name: Drawing, label: string, act: () => void): HTMLButtonElement {
  return h('button', { type: 'button', class: 'icon-button', 'aria-label': label, title: label, on: { click: act } }, icon(name));
}

/** Another drawing and another label for the same button. */
export function redraw(button: HTMLElement, name: Drawing, label: string): void {
  button.setAttribute('aria-label', label);
  button.title = label;
  button.querySelector('svg')?.replaceWith(icon(name));
}

/** A link that is a drawing and opens a tab of its own. */
export function iconLink(label: string, address: string): HTMLAnchorElement {
  return h(
    'a',
    { class: 'icon-button', href: address, target: '_blank', rel: 'noopener', 'aria-label': label, title: label },
    icon('open'),
  );
}

/** What a reader of the screen is told, and no one sees. */
export function announcer(): { readonly element: HTMLElement; say(text: string): void } {
  const element = h('div', { class: 'unseen', role: 'status', 'aria-live': 'polite' });
  return { element, say: (text) => (element.textContent = text) };
}

/** Kept over a reload where the browser lets us; without it nothing is lost but convenience. */
export const memory = {
  read(key: string): string | null {
    try {
      return localStorage.getItem(`studio:${key}`);
    } catch {
      return null;
    }
  },
  write(key: string, value: string): void {
    try {
      localStorage.setItem(`studio:${key}`, value);
    } catch {
      // A browser that keeps nothing is fine.
    }
  },
};
