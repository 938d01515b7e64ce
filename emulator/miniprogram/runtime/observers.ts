import type * as glassEasel from 'glass-easel';
import { rectInPage } from './built-ins.ts';
import { domOf } from './internals.ts';
import { selectNodes, type Viewport } from './query.ts';
import type { PageRect } from '../types.ts';

type Margins = Readonly<Partial<Record<'left' | 'top' | 'right' | 'bottom', number>>>;

function shift(rect: DOMRectReadOnly, by: { readonly x: number; readonly y: number }): PageRect {
  return {
    left: rect.left - by.x,
    top: rect.top - by.y,
    right: rect.right - by.x,
    bottom: rect.bottom - by.y,
    width: rect.width,
    height: rect.height,
  };
}

/** `createIntersectionObserver`: rectangles relative to the page area, with the target's id and dataset. */
export class HostIntersectionObserver {
  readonly #component: glassEasel.GeneralComponent;
  readonly #viewport: Viewport;
  readonly #options: Readonly<Record<string, unknown>>;
  readonly #observers: IntersectionObserver[] = [];
  #relative: string | null = null;
  #margins: Margins = {};

  constructor(component: glassEasel.GeneralComponent, viewport: Viewport, options: Readonly<Record<string, unknown>>) {
    this.#component = component;
    this.#viewport = viewport;
    this.#options = options;
  }

  relativeTo(selector: string, margins: Margins = {}): this {
    this.#relative = selector;
    this.#margins = margins;
    return this;
  }

  relativeToViewport(margins: Margins = {}): this {
    this.#relative = null;
    this.#margins = margins;
    return this;
  }

  observe(selector: string, callback: (result: object) => void): void {
    const all = selectNodes(this.#component, selector);
    const targets = this.#options['observeAll'] === true ? all : all.slice(0, 1);
    const relativeNode = this.#relative === null ? undefined : selectNodes(this.#component, this.#relative)[0];
    const root = (relativeNode === undefined ? null : domOf(relativeNode)) ?? this.#viewport.scroller();
    const { top = 0, right = 0, bottom = 0, left = 0 } = this.#margins;
    const given = this.#options['thresholds'];
    const threshold = Array.isArray(given) ? given.map(Number) : [0];
    for (const target of targets) {
      const element = domOf(target);
      if (element === null) continue;
      // What is out of sight from the start is no change: WeChat compares with `initialRatio`, which is 0.
      let first = true;
      const observer = new IntersectionObserver(
        (entries) => {
          for (const entry of entries) {
            const silent = first && !entry.isIntersecting;
            first = false;
            if (!silent) callback(this.#result(entry, target, element));
          }
        },
        { root, rootMargin: `${top}px ${right}px ${bottom}px ${left}px`, threshold },
      );
      observer.observe(element);
      this.#observers.push(observer);
    }
  }

  #result(entry: IntersectionObserverEntry, target: glassEasel.Element, element: HTMLElement): object {
    const page = rectInPage(element);
    const by = { x: entry.boundingClientRect.left - page.left, y: entry.boundingClientRect.top - page.top };
    return {
      id: target.id,
      dataset: { ...target.dataset },
      time: entry.time,
      intersectionRatio: entry.intersectionRatio,
      boundingClientRect: shift(entry.boundingClientRect, by),
      intersectionRect: shift(entry.intersectionRect, by),
      relativeRect: shift(entry.rootBounds ?? entry.boundingClientRect, by),
    };
  }

  disconnect(): void {
    for (const observer of this.#observers.splice(0)) observer.disconnect();
  }
}

/** `createMediaQueryObserver`: of the page area's size. */
export class HostMediaQueryObserver {
  readonly #viewport: Viewport;
  #stop: (() => void) | null = null;

  constructor(viewport: Viewport) {
    this.#viewport = viewport;
  }

  observe(wanted: Readonly<Record<string, unknown>>, callback: (result: { readonly matches: boolean }) => void): void {
    const scroller = this.#viewport.scroller();
    let last: boolean | null = null;
    const limits = { minWidth: 0, maxWidth: Infinity, minHeight: 0, maxHeight: Infinity, ...wanted } as Readonly<
      Record<'minWidth' | 'maxWidth' | 'minHeight' | 'maxHeight', number>
    >;
    const observer = new ResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = scroller;
      const matches = width >= limits.minWidth && width <= limits.maxWidth && height >= limits.minHeight && height <= limits.maxHeight;
      if (matches !== last) callback({ matches });
      last = matches;
    });
    observer.observe(scroller);
    this.#stop = () => observer.disconnect();
  }

  disconnect(): void {
    this.#stop?.();
    this.#stop = null;
  }
}
