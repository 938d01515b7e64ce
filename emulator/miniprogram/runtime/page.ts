import * as glassEasel from 'glass-easel';
import type { Root } from 'glass-easel-miniprogram-adapter';
import type { Frame, WindowStyle } from './frame.ts';
import type { JsonObject } from './program.ts';

/** px a pulled page rests at while it refreshes, and px it must be pulled for that. */
const PULL_REST = 50;
const DEFAULT_REACH_BOTTOM = 50;

/** `this` of a page, as far as the host uses it. */
export interface PageCaller {
  readonly [name: string]: unknown;
}

/** One page: its component tree, its scroller, its life cycle. */
export class PageView {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly url: string;
  readonly window: WindowStyle;
  readonly element: HTMLElement;
  readonly scroller: HTMLElement;
  readonly #root: Root;
  readonly #config: JsonObject;
  readonly #dots: HTMLElement;
  #bottomHeight = 0;
  #shown = false;
  #ready = false;
  #gone = false;
  #attached = false;
  #scrollTop = 0;
  #pullStart: number | null = null;
  refreshing = false;

  constructor(options: {
    readonly path: string;
    readonly query: Readonly<Record<string, string>>;
    readonly url: string;
    readonly root: Root;
    readonly config: JsonObject;
    readonly window: WindowStyle;
    readonly frame: Frame;
  }) {
    this.path = options.path;
    this.query = options.query;
    this.url = options.url;
    this.window = options.window;
    this.#root = options.root;
    this.#config = options.config;
    this.element = document.createElement('div');
    this.element.className = 'mp-page';
    this.element.dataset['path'] = options.path;
    this.element.hidden = true;
    this.#dots = document.createElement('div');
    this.#dots.className = `mp-dots${options.config['backgroundTextStyle'] === 'light' ? ' mp-light' : ''}`;
    this.#dots.append(...[0, 1, 2].map(() => document.createElement('b')));
    this.scroller = document.createElement('wx-page');
    this.element.append(this.#dots, this.scroller);
    options.frame.stage.append(this.element);
    this.scroller.addEventListener('scroll', () => this.#scrolled(), { passive: true });
  }

  get caller(): PageCaller {
    return this.#root.get() as unknown as PageCaller;
  }

  get component(): glassEasel.GeneralComponent {
    return this.#root.getComponent() as unknown as glassEasel.GeneralComponent;
  }

  /**
   * Starts the page: `onLoad`, then its components are attached, so that data set in `onLoad` is in the first picture. The page must be in
   * the stack and visible: it may ask for both.
   */
  load(): void {
    const placeholder = document.createElement('div');
    this.scroller.append(placeholder);
    this.element.hidden = false;
    Object.assign(this.caller, { route: this.path, __route__: this.path, options: this.query });
    this.call('onLoad', this.query);
    // `onLoad` may have gone elsewhere and closed this page.
    if (this.#gone) return;
    this.#attached = true;
    this.#root.attach(
      this.scroller as unknown as glassEasel.GeneralBackendElement,
      placeholder as unknown as glassEasel.GeneralBackendElement,
    );
  }

  /** Slides in once, as a page above another does. */
  slideIn(): void {
    this.element.classList.add('mp-entering');
    this.element.addEventListener('animationend', (event) => {
      if (event.target === this.element) this.element.classList.remove('mp-entering');
    });
  }

  /** Calls a method of the page if it has it; a fault in it is reported and does not stop the host. */
  call(name: string, ...given: unknown[]): unknown {
    const method = this.caller[name];
    if (typeof method !== 'function' || this.#gone) return undefined;
    return glassEasel.safeCallback(`Page ${name}`, method as (...args: unknown[]) => unknown, this.caller, given, this.component as never);
  }

  has(name: string): boolean {
    return typeof this.caller[name] === 'function';
  }

  show(flushReady: () => void): void {
    this.element.hidden = false;
    this.scroller.scrollTop = this.#scrollTop;
    if (this.#shown || this.#gone) return;
    this.#shown = true;
    this.call('onShow');
    this.component.triggerPageLifetime('show', []);
    if (this.#ready) return;
    this.#ready = true;
    setTimeout(() => {
      flushReady();
      this.call('onReady');
    }, 0);
  }

  /** `keep` leaves it on screen: the whole program went to the background. */
  hide(keep = false): void {
    if (!keep) {
      this.#scrollTop = this.scroller.scrollTop;
      this.element.hidden = true;
    }
    if (!this.#shown) return;
    this.#shown = false;
    this.call('onHide');
    this.component.triggerPageLifetime('hide', []);
  }

  unload(): void {
    this.#shown = false;
    this.call('onUnload');
    this.#gone = true;
    if (this.#attached) this.#root.release();
    this.element.remove();
  }

  resized(size: JsonObject): void {
    this.call('onResize', { size });
    this.component.triggerPageLifetime('resize', [{ size }]);
  }

  #scrolled(): void {
    const { scrollTop, clientHeight, scrollHeight } = this.scroller;
    if (this.element.hidden) return;
    this.#scrollTop = scrollTop;
    // Looked up at the moment: components assign it to the page later.
    this.call('onPageScroll', { scrollTop });
    const given = this.#config['onReachBottomDistance'];
    const distance = typeof given === 'number' ? given : DEFAULT_REACH_BOTTOM;
    const atBottom = scrollTop + clientHeight >= scrollHeight - distance;
    // Told once per bottom: again only after leaving it, or when the page has grown since.
    if (atBottom && this.#bottomHeight !== scrollHeight) {
      this.#bottomHeight = scrollHeight;
      this.call('onReachBottom');
    }
    if (!atBottom) this.#bottomHeight = 0;
  }

  /* ---- pulling down ---- */

  get #pullable(): boolean {
    return this.#config['enablePullDownRefresh'] === true;
  }

  pullStart(target: EventTarget | null): boolean {
    if (!this.#pullable || this.refreshing || this.scroller.scrollTop > 0) return false;
    for (
      let current = target instanceof Element ? target : null;
      current !== null && current !== this.scroller;
      current = current.parentElement
    ) {
      const style = getComputedStyle(current);
      if (style.position === 'fixed') return false;
      if (current.scrollTop > 0 && /auto|scroll/.test(style.overflowY)) return false;
    }
    this.#pullStart = 0;
    return true;
  }

  pullMove(dy: number): boolean {
    if (this.#pullStart === null || this.refreshing) return false;
    if (dy <= 0 || this.scroller.scrollTop > 0) {
      if (this.#pullStart > 0) this.#place(0, false);
      this.#pullStart = 0;
      return false;
    }
    this.#pullStart = Math.min(dy * 0.5, 100);
    this.#place(this.#pullStart, false);
    return true;
  }

  pullEnd(): void {
    const pulled = this.#pullStart ?? 0;
    this.#pullStart = null;
    if (pulled >= PULL_REST * 0.8) this.refresh();
    else if (pulled > 0) this.#place(0, true);
  }

  /** Shows the page pulled down and tells it; stays so until `stopRefresh`. */
  refresh(): void {
    if (this.refreshing) return;
    this.refreshing = true;
    this.#place(PULL_REST, true);
    this.call('onPullDownRefresh');
  }

  stopRefresh(): void {
    this.refreshing = false;
    this.#place(0, true);
  }

  #place(distance: number, smooth: boolean): void {
    this.scroller.classList.toggle('mp-pulled', smooth);
    this.scroller.style.transform = distance === 0 ? '' : `translateY(${distance}px)`;
    this.#dots.style.opacity = distance === 0 ? '0' : String(Math.min(1, distance / PULL_REST));
  }
}
