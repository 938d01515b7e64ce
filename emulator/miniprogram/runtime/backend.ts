import * as glassEasel from 'glass-easel';
import { BUILT_IN_TAGS } from '../tags.ts';
import { convertUnits } from '../units.ts';
import { nodeOf } from './internals.ts';

/** Events that the browser itself fires and glass-easel components may listen for. */
const BROWSER_EVENTS = new Set(['transitionend', 'animationstart', 'animationiteration', 'animationend']);

/** glass-easel's own picture of a DOM element; the real ones are handed over as such. */
type BackendElement = ReturnType<glassEasel.CurrentWindowBackendContext['document']['createElement']>;

function asBackend(node: Node): BackendElement {
  return node as unknown as BackendElement;
}

export type Dispatch = (node: glassEasel.Element, type: string, detail: Record<string, unknown>) => void;

/** `view` → `wx-view`: a mini-program's element never is the browser's element of the same name. */
function createElement(tag: string): HTMLElement {
  const element = document.createElement(BUILT_IN_TAGS.has(tag) ? `wx-${tag}` : tag);
  const write = element.setAttribute.bind(element);
  element.setAttribute = (name, value) => write(name, name === 'style' ? convertUnits(value) : value);
  return element;
}

/**
 * The browser's DOM as glass-easel sees it. Sheets are written once each and can be switched off (a page's styles apply while the page is
 * on top only); gestures come from `gestures.ts`, not from here.
 */
export class HostBackend extends glassEasel.CurrentWindowBackendContext {
  readonly #sheets = new Map<string, HTMLStyleElement>();
  readonly #contents = new Map<string, string>();
  readonly #heard = new WeakMap<Element, Set<string>>();
  readonly #fired = new WeakSet<Event>();
  #dispatch: Dispatch = () => undefined;

  constructor() {
    super();
    this.document = {
      createElement: (tag) => asBackend(createElement(tag)),
      createTextNode: (content) => asBackend(document.createTextNode(content)),
      createDocumentFragment: () => asBackend(document.createDocumentFragment()),
    };
  }

  /** Where browser events (a transition's end) are handed to. */
  set dispatch(dispatch: Dispatch) {
    this.#dispatch = dispatch;
  }

  override registerStyleSheetContent(path: string, content: unknown): void {
    this.#contents.set(path, String(content));
  }

  /** App sheet first, then components, then pages: equal selectors are decided as in WeChat. */
  override appendStyleSheetPath(path: string): number {
    if (this.#sheets.has(path)) return 0;
    const sheet = document.createElement('style');
    sheet.textContent = this.#contents.get(path) ?? '';
    sheet.dataset['mpSheet'] = path;
    this.#sheets.set(path, sheet);
    document.head.append(sheet);
    return 0;
  }

  enableSheet(path: string, on: boolean): void {
    const sheet = this.#sheets.get(path)?.sheet;
    if (sheet !== undefined && sheet !== null) sheet.disabled = !on;
  }

  override onEvent(): void {
    // The host dispatches gestures itself.
  }

  override setListenerStats(target: BackendElement, type: string): void {
    const element: unknown = target;
    if (!BROWSER_EVENTS.has(type) || !(element instanceof Element)) return;
    const heard = this.#heard.get(element) ?? new Set();
    this.#heard.set(element, heard);
    if (heard.has(type)) return;
    heard.add(type);
    element.addEventListener(type, (event) => {
      if (this.#fired.has(event)) return;
      this.#fired.add(event);
      const node = nodeOf(event.target);
      if (node !== null) this.#dispatch(node, type, {});
    });
  }
}
