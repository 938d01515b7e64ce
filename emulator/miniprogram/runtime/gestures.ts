import type * as glassEasel from 'glass-easel';
import { handleOf } from './built-ins.ts';
import { dispatchAt, heardEvents } from './events.ts';
import { nodeOf } from './internals.ts';

/** px a finger may move and still tap. */
const TAP_SLACK = 10;
const LONG_PRESS_MS = 350;
/** After a touch the browser repeats it as mouse events; they are ignored for so long. */
const MOUSE_ECHO_MS = 800;
const MOUSE = -1;
/** Where the browser's own behaviour after a tap must stay. */
const NATIVE = 'input, textarea, select, video, a[href], [contenteditable]';

interface Point {
  readonly identifier: number;
  readonly clientX: number;
  readonly clientY: number;
  readonly pageX: number;
  readonly pageY: number;
  readonly force: number;
}

interface Press {
  readonly node: glassEasel.Element;
  readonly target: EventTarget | null;
  readonly x: number;
  readonly y: number;
  moved: boolean;
  long: boolean;
  timer: ReturnType<typeof setTimeout>;
  /** What the mouse drags; undefined until it has moved, null when nothing scrolls there. */
  drag: Scroller | null | undefined;
}

interface Scroller {
  readonly element: Element;
  readonly axis: 'x' | 'y';
}

function findScroller(target: EventTarget | null, axis: 'x' | 'y', limit: Element): Scroller | null {
  if (target instanceof Element && target.closest(NATIVE) !== null) return null;
  for (let current = target instanceof Element ? target : null; current !== null && current !== limit; current = current.parentElement) {
    const room = axis === 'x' ? current.scrollWidth - current.clientWidth : current.scrollHeight - current.clientHeight;
    const style = getComputedStyle(current);
    if (room > 1 && /auto|scroll/.test(axis === 'x' ? style.overflowX : style.overflowY)) return { element: current, axis };
  }
  return null;
}

export interface PullListener {
  /** dx, dy since the press; false: the page takes no part. */
  start(target: EventTarget | null): boolean;
  move(dy: number): boolean;
  end(): void;
}

/** Turns touches and the mouse into WeChat's touch events, taps and long presses, dispatched in the component tree. */
export class Gestures {
  readonly #area: HTMLElement;
  readonly #pull: PullListener;
  readonly #presses = new Map<number, Press>();
  #pulling = false;
  #lastTouch = 0;

  constructor(area: HTMLElement, pull: PullListener) {
    this.#area = area;
    this.#pull = pull;
    const active = { passive: false, capture: true } as const;
    area.addEventListener('touchstart', (event) => this.#touch(event, 'touchstart'), active);
    area.addEventListener('touchmove', (event) => this.#touch(event, 'touchmove'), active);
    area.addEventListener('touchend', (event) => this.#touch(event, 'touchend'), active);
    area.addEventListener('touchcancel', (event) => this.#touch(event, 'touchcancel'), active);
    area.addEventListener('mousedown', (event) => this.#mouse(event, 'touchstart'), { capture: true });
    addEventListener('mousemove', (event) => this.#mouse(event, 'touchmove'), { capture: true });
    addEventListener('mouseup', (event) => this.#mouse(event, 'touchend'), { capture: true });
    area.addEventListener('click', (event) => this.#click(event));
    area.addEventListener('dragstart', (event) => event.preventDefault());
  }

  /** A click without a press: the keyboard's Enter on a focused node, or assistive software. */
  #click(event: MouseEvent): void {
    const node = nodeOf(event.target);
    if (event.detail !== 0 || node === null) return;
    const point = this.#point(event, MOUSE);
    this.#tellBuiltIns(event.target instanceof HTMLElement ? event.target : null, point);
    dispatchAt(node, 'tap', { x: point.pageX, y: point.pageY }, { touches: [], changedTouches: [point] });
  }

  #point(source: { readonly clientX: number; readonly clientY: number }, identifier: number): Point {
    const page = this.#area.querySelector('.mp-page:not([hidden])');
    const box = (page ?? this.#area).getBoundingClientRect();
    const scrolled = page?.querySelector('wx-page')?.scrollTop ?? 0;
    const clientX = source.clientX - box.left;
    const clientY = source.clientY - box.top;
    return { identifier, clientX, clientY, pageX: clientX, pageY: clientY + scrolled, force: 1 };
  }

  #touch(event: TouchEvent, type: string): void {
    this.#lastTouch = Date.now();
    const touches = [...event.touches].map((one) => this.#point(one, one.identifier));
    const changed = [...event.changedTouches].map((one) => this.#point(one, one.identifier));
    this.#handle(event, type, touches, changed);
  }

  #mouse(event: MouseEvent, type: string): void {
    if (Date.now() - this.#lastTouch < MOUSE_ECHO_MS || event.button !== 0) return;
    if (type !== 'touchstart' && !this.#presses.has(MOUSE)) return;
    const point = this.#point(event, MOUSE);
    this.#handle(event, type, type === 'touchend' ? [] : [point], [point]);
  }

  #handle(event: MouseEvent | TouchEvent, type: string, touches: readonly Point[], changed: readonly Point[]): void {
    const first = changed[0];
    if (first === undefined) return;
    if (type === 'touchstart') this.#begin(event, first);
    const press = this.#presses.get(first.identifier);
    if (press === undefined) return;
    const prevented = dispatchAt(press.node, type, {}, { touches, changedTouches: changed });
    if (type === 'touchmove') this.#move(event, press, first, prevented);
    if (type === 'touchend') this.#finish(event, press, first, changed);
    if (type === 'touchend' || type === 'touchcancel') this.#drop(first.identifier, press);
  }

  #begin(event: Event, point: Point): void {
    // The page's own ground belongs to no node of its template: it stands for the page itself.
    const ground = event.target instanceof Element ? event.target.closest('.mp-page')?.querySelector('mp-root') : null;
    const node = nodeOf(event.target) ?? nodeOf(ground ?? null);
    if (node === null) return;
    const press: Press = {
      node,
      target: event.target,
      x: point.clientX,
      y: point.clientY,
      moved: false,
      long: false,
      drag: undefined,
      timer: setTimeout(() => this.#hold(press, point), LONG_PRESS_MS),
    };
    this.#presses.set(point.identifier, press);
    this.#pulling = this.#presses.size === 1 && this.#pull.start(event.target);
  }

  #hold(press: Press, point: Point): void {
    if (press.moved) return;
    heardEvents.delete('longpress');
    heardEvents.delete('longtap');
    const fields = { touches: [point], changedTouches: [point] };
    dispatchAt(press.node, 'longpress', { x: point.pageX, y: point.pageY }, fields);
    dispatchAt(press.node, 'longtap', { x: point.pageX, y: point.pageY }, fields);
    press.long = heardEvents.has('longpress') || heardEvents.has('longtap');
  }

  #move(event: Event, press: Press, point: Point, prevented: boolean): void {
    const dx = point.clientX - press.x;
    const dy = point.clientY - press.y;
    if (Math.abs(dx) > TAP_SLACK || Math.abs(dy) > TAP_SLACK) {
      press.moved = true;
      clearTimeout(press.timer);
    }
    const pulled = !prevented && this.#pulling && this.#pull.move(dy);
    if (event instanceof MouseEvent && !prevented && !pulled) this.#drag(event, press, dx, dy);
    if ((prevented || pulled) && event.cancelable) event.preventDefault();
  }

  /** The mouse drags what a finger would scroll: the nearest scroller in the direction of the first movement. */
  #drag(event: MouseEvent, press: Press, dx: number, dy: number): void {
    if (!press.moved) return;
    press.drag ??= findScroller(press.target, Math.abs(dx) > Math.abs(dy) ? 'x' : 'y', this.#area);
    if (press.drag === null) return;
    press.drag.element.scrollLeft -= press.drag.axis === 'x' ? event.movementX : 0;
    press.drag.element.scrollTop -= press.drag.axis === 'y' ? event.movementY : 0;
  }

  #finish(event: MouseEvent | TouchEvent, press: Press, point: Point, changed: readonly Point[]): void {
    if (press.moved || press.long) return;
    if (!press.node.$$) return;
    const target = press.target instanceof HTMLElement ? press.target : null;
    const native = target?.closest(NATIVE) ?? null;
    // The click that the browser sends after the touch would land on what the tap has just opened.
    if (event.type === 'touchend' && native === null && event.cancelable) event.preventDefault();
    if (native === null && document.activeElement instanceof HTMLElement && this.#area.contains(document.activeElement))
      document.activeElement.blur();
    this.#tellBuiltIns(target, point);
    dispatchAt(press.node, 'tap', { x: point.pageX, y: point.pageY }, { touches: [], changedTouches: changed });
  }

  #tellBuiltIns(target: HTMLElement | null, point: Point): void {
    if (target === null) return;
    let prevented = false;
    const info = { target, x: point.pageX, y: point.pageY, preventDefault: () => void (prevented = true) };
    for (let current: Element | null = target; current !== null && current !== this.#area && !prevented; current = current.parentElement) {
      handleOf(current)?.instance.tapped?.(info);
    }
  }

  #drop(identifier: number, press: Press): void {
    clearTimeout(press.timer);
    this.#presses.delete(identifier);
    if (this.#pulling) this.#pull.end();
    this.#pulling = false;
  }
}
