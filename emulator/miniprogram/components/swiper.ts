import { Base, define, node } from './base.ts';

const SLOP = 6;
/** A flick this fast (px per ms) turns the page however short it is. */
const FLICK = 0.35;

type Source = 'autoplay' | 'touch' | '';

interface Drag {
  readonly pointer: number;
  readonly x: number;
  readonly y: number;
  readonly position: number;
  active: boolean;
  last: number;
  lastTime: number;
  speed: number;
}

/** Eases out; the curve of WeChat's default swiper. */
function ease(progress: number): number {
  return 1 - (1 - progress) ** 3;
}

/**
 * Items lie on one line; `position` is a fractional index and every item is moved by its distance to it. With `circular` the distance wraps
 * around, so no item is ever cloned.
 */
class Swiper extends Base {
  #items: HTMLElement[] = [];
  #index = 0;
  #position = 0;
  #frame = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #drag: Drag | undefined;
  readonly #dots = node('div', 'wx-swiper-dots');

  protected override start(): void {
    const { element } = this;
    element.append(this.#dots);
    const observer = new MutationObserver(() => this.#collect());
    observer.observe(this.context.content, { childList: true });
    this.onDetach(() => observer.disconnect());
    this.listen(element, 'pointerdown', (event) => this.#down(event));
    this.listen(element, 'pointermove', (event) => this.#move(event));
    for (const type of ['pointerup', 'pointercancel'] as const) this.listen(element, type, (event) => this.#up(event));
    this.onDetach(() => {
      cancelAnimationFrame(this.#frame);
      clearTimeout(this.#timer);
    });
    this.#index = Math.max(0, this.number('current'));
    this.#position = this.#index;
    this.#collect();
  }

  override changed(name: string, value: unknown, previous: unknown): void {
    super.changed(name, value, previous);
    if (name === 'current') this.#goTo(this.number('current'), '', true);
    if (['autoplay', 'interval'].includes(name)) this.#schedule();
  }

  protected override sync(): void {
    this.element.toggleAttribute('wx-vertical', this.flag('vertical'));
    const { style } = this.context.content;
    const before = this.context.inlineStyle(`x:${this.text('previousMargin')}`).slice(2);
    const after = this.context.inlineStyle(`x:${this.text('nextMargin')}`).slice(2);
    style.inset = this.flag('vertical') ? `${before || '0'} 0 ${after || '0'} 0` : `0 ${after || '0'} 0 ${before || '0'}`;
    this.#draw();
  }

  #collect(): void {
    this.#items = [...this.context.content.children].filter(
      (child): child is HTMLElement => child instanceof HTMLElement && child.localName === 'wx-swiper-item',
    );
    const last = Math.max(0, this.#items.length - 1);
    if (this.#index > last) {
      this.#index = last;
      this.#position = last;
    }
    this.#draw();
    this.#schedule();
  }

  get #shown(): number {
    return Math.max(1, this.number('displayMultipleItems', 1));
  }

  get #circular(): boolean {
    return this.flag('circular') && this.#items.length > this.#shown;
  }

  get #last(): number {
    return Math.max(0, this.#items.length - (this.flag('circular') ? 1 : this.#shown));
  }

  #draw(): void {
    const count = this.#items.length;
    const share = 100 / this.#shown;
    const axis = this.flag('vertical') ? 'Y' : 'X';
    for (const [index, item] of this.#items.entries()) {
      let distance = index - this.#position;
      if (this.#circular) distance = ((((distance + count / 2) % count) + count) % count) - count / 2;
      // Two items: the one that leaves and the one that comes are both half a round away when nothing moves.
      if (this.#circular && count === 2 && distance === -1 && this.#drag === undefined) distance = 1;
      item.style[this.flag('vertical') ? 'height' : 'width'] = `${share}%`;
      item.style.transform = `translate${axis}(${distance * 100}%)`;
      const visible = distance > -1 && distance < this.#shown;
      item.toggleAttribute('wx-away', !visible);
      if (visible) item.removeAttribute('aria-hidden');
      else item.setAttribute('aria-hidden', 'true');
    }
    this.#drawDots();
  }

  #drawDots(): void {
    const wanted = this.flag('indicatorDots') ? this.#items.length : 0;
    while (this.#dots.childElementCount > wanted) this.#dots.lastElementChild?.remove();
    while (this.#dots.childElementCount < wanted) this.#dots.append(node('i', 'wx-swiper-dot'));
    for (const [index, dot] of [...this.#dots.children].entries()) {
      if (!(dot instanceof HTMLElement)) continue;
      const active = index === this.#index;
      dot.toggleAttribute('wx-active', active);
      dot.style.background = this.text(active ? 'indicatorActiveColor' : 'indicatorColor');
    }
  }

  /** Turns to an item. `wanted` may lie one beyond the ends when circular. */
  #goTo(wanted: number, source: Source, animated: boolean): void {
    const count = this.#items.length;
    const circular = this.#circular;
    const index =
      count === 0 ? Math.max(0, wanted) : circular ? ((wanted % count) + count) % count : Math.min(Math.max(0, wanted), this.#last);
    if (index === this.#index && Math.abs(this.#position - index) < 0.001) return;
    const from = this.#position;
    let to = circular ? wanted : index;
    // A `current` set from outside takes the shorter way round.
    if (circular && source === '') {
      to = index;
      if (to - from > count / 2) to -= count;
      if (from - to > count / 2) to += count;
    }
    const changed = index !== this.#index;
    this.#index = index;
    if (changed) {
      this.context.set('current', index);
      this.context.trigger('change', { current: index, currentItemId: this.#itemId(index), source });
    }
    this.#animate(from, to, index, source, animated);
    this.#schedule();
  }

  #itemId(index: number): string {
    const item = this.#items[index];
    const handle = this.context.inside('swiper-item').find((found) => found.context.element === item);
    const id = handle?.context.properties['itemId'];
    return typeof id === 'string' ? id : '';
  }

  #animate(from: number, to: number, index: number, source: Source, animated: boolean): void {
    cancelAnimationFrame(this.#frame);
    const calm = globalThis.matchMedia('(prefers-reduced-motion: reduce)').matches;
    const duration = animated && !calm && this.#isVisible() ? this.number('duration', 500) : 0;
    const began = performance.now();
    const finish = (): void => {
      this.#position = index;
      this.#draw();
      this.context.trigger('animationfinish', { current: index, currentItemId: this.#itemId(index), source });
    };
    if (duration <= 0) {
      finish();
      return;
    }
    const step = (now: number): void => {
      const progress = Math.min(1, Math.max(0, (now - began) / duration));
      if (progress === 1) {
        finish();
        return;
      }
      this.#position = from + (to - from) * ease(progress);
      this.#draw();
      this.#frame = requestAnimationFrame(step);
    };
    this.#draw();
    this.#frame = requestAnimationFrame(step);
  }

  #isVisible(): boolean {
    return !document.hidden && this.element.offsetParent !== null;
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    if (!this.flag('autoplay') || this.#items.length < 2 || this.#drag !== undefined) return;
    this.#timer = setTimeout(
      () => {
        if (!this.#isVisible()) this.#schedule();
        else this.#goTo(this.#circular || this.#index < this.#last ? this.#index + 1 : 0, 'autoplay', true);
      },
      Math.max(100, this.number('interval', 5000)),
    );
  }

  #size(): number {
    const { width, height } = this.context.content.getBoundingClientRect();
    return Math.max(1, (this.flag('vertical') ? height : width) / this.#shown);
  }

  #down(event: PointerEvent): void {
    if (this.flag('disableTouch') || this.#items.length < 2 || !event.isPrimary || event.button !== 0) return;
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#timer);
    const along = this.flag('vertical') ? event.clientY : event.clientX;
    this.#drag = {
      pointer: event.pointerId,
      x: event.clientX,
      y: event.clientY,
      position: this.#position,
      active: false,
      last: along,
      lastTime: event.timeStamp,
      speed: 0,
    };
  }

  #move(event: PointerEvent): void {
    const drag = this.#drag;
    if (drag?.pointer !== event.pointerId) return;
    const vertical = this.flag('vertical');
    const along = vertical ? event.clientY - drag.y : event.clientX - drag.x;
    const across = vertical ? event.clientX - drag.x : event.clientY - drag.y;
    if (!drag.active) {
      if (Math.abs(along) < SLOP || Math.abs(across) > Math.abs(along)) return;
      drag.active = true;
      this.element.setPointerCapture(event.pointerId);
    }
    const here = vertical ? event.clientY : event.clientX;
    const passed = event.timeStamp - drag.lastTime;
    if (passed > 0) drag.speed = (here - drag.last) / passed;
    drag.last = here;
    drag.lastTime = event.timeStamp;
    let position = drag.position - along / this.#size();
    if (!this.#circular) {
      // Beyond the ends the finger meets resistance.
      if (position < 0) position *= 0.35;
      if (position > this.#last) position = this.#last + (position - this.#last) * 0.35;
    }
    this.#position = position;
    this.#draw();
    this.context.trigger('transition', vertical ? { dx: 0, dy: -along } : { dx: -along, dy: 0 });
  }

  #up(event: PointerEvent): void {
    const drag = this.#drag;
    if (drag?.pointer !== event.pointerId) return;
    this.#drag = undefined;
    const moved = this.#position - this.#index;
    if (!drag.active && Math.abs(moved) < 0.001) {
      this.#schedule();
      return;
    }
    let target = Math.round(this.#position);
    if (drag.active && Math.abs(drag.speed) > FLICK && target === this.#index) target += drag.speed < 0 ? 1 : -1;
    if (!this.#circular) target = Math.min(Math.max(0, target), this.#last);
    if (target === this.#index) this.#animate(this.#position, this.#index, this.#index, 'touch', true);
    else this.#goTo(target, 'touch', true);
    this.#schedule();
  }
}

export const swiperComponents = [
  define(
    'swiper',
    {
      indicatorDots: false,
      indicatorColor: 'rgba(0, 0, 0, .3)',
      indicatorActiveColor: '#000000',
      autoplay: false,
      current: 0,
      interval: 5000,
      duration: 500,
      circular: false,
      vertical: false,
      previousMargin: '',
      nextMargin: '',
      displayMultipleItems: 1,
      snapToEdge: false,
      easingFunction: 'default',
      disableTouch: false,
      skipHiddenItemLayout: false,
    },
    (context) => new Swiper(context),
    'wx-swiper-track',
  ),
  define('swiper-item', { itemId: '', skipHiddenItemLayout: false }),
];
