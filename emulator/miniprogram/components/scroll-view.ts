import { Base, define, node } from './base.ts';

/** px the refresher opens to while it is triggered, and how much of a finger's way it follows. */
const REFRESHER_RESISTANCE = 0.5;
const MOVED = 6;

class ScrollView extends Base {
  #left = 0;
  #top = 0;
  #atStart = true;
  #atEnd = false;
  #into = '';
  readonly #refresher = node('div', 'wx-refresher');
  #pull: { readonly y: number; readonly x: number; active: boolean; distance: number } | undefined;
  #refreshing = false;

  protected override start(): void {
    const { element } = this;
    this.#refresher.append(node('i', 'wx-refresher-dot'), node('i', 'wx-refresher-dot'), node('i', 'wx-refresher-dot'));
    this.listen(element, 'scroll', () => this.#scrolled(), { passive: true });
    this.listen(element, 'touchstart', (event) => this.#pullStart(event), { passive: true });
    this.listen(element, 'touchmove', (event) => this.#pullMove(event), { passive: false });
    for (const type of ['touchend', 'touchcancel'] as const) this.listen(element, type, () => this.#pullEnd());
    this.listen(element, 'wheel', (event) => this.#wheel(event), { passive: false });
    const { scrollTop, scrollLeft } = this.context.properties;
    if (Number(scrollTop) > 0 || Number(scrollLeft) > 0) this.#scrollTo(Number(scrollLeft) || 0, Number(scrollTop) || 0, false);
    this.#scrollInto();
  }

  protected override sync(): void {
    const { element } = this;
    element.toggleAttribute('wx-scroll-x', this.flag('scrollX'));
    element.toggleAttribute('wx-scroll-y', this.flag('scrollY'));
    element.toggleAttribute('wx-flex', this.flag('enableFlex'));
    element.toggleAttribute('wx-bare', !this.flag('showScrollbar'));
    if (this.flag('refresherEnabled')) {
      if (this.#refresher.parentNode === null) element.prepend(this.#refresher);
      this.#refresher.style.background = this.text('refresherBackground');
      this.#refresher.toggleAttribute('wx-bare', this.text('refresherDefaultStyle') === 'none');
    } else this.#refresher.remove();
  }

  override changed(name: string, value: unknown, previous: unknown): void {
    super.changed(name, value, previous);
    const smooth = this.flag('scrollWithAnimation');
    if (name === 'scrollTop' && value !== null) this.#scrollTo(this.element.scrollLeft, this.number('scrollTop'), smooth);
    if (name === 'scrollLeft' && value !== null) this.#scrollTo(this.number('scrollLeft'), this.element.scrollTop, smooth);
    if (name === 'scrollIntoView') this.#scrollInto();
    if (name === 'refresherTriggered') this.#trigger(this.flag('refresherTriggered'));
  }

  #scrollTo(left: number, top: number, smooth: boolean): void {
    // Content of the same update may not be laid out yet.
    this.context.host.nextTick(() => this.element.scrollTo({ left, top, behavior: smooth ? 'smooth' : 'instant' }));
  }

  #scrollInto(): void {
    const id = this.text('scrollIntoView');
    if (id === this.#into) return;
    this.#into = id;
    if (id === '') return;
    this.context.host.nextTick(() => {
      const target = [...this.element.querySelectorAll('[id]')].find((found) => found.id === id || found.id.endsWith(`--${id}`));
      if (target === undefined) return;
      const box = target.getBoundingClientRect();
      const own = this.element.getBoundingClientRect();
      const { scrollLeft, scrollTop } = this.element;
      const behavior = this.flag('scrollWithAnimation') ? 'smooth' : 'instant';
      this.element.scrollTo({
        left: this.flag('scrollX') ? scrollLeft + box.left - own.left : scrollLeft,
        top: this.flag('scrollY') ? scrollTop + box.top - own.top : scrollTop,
        behavior,
      });
    });
  }

  #scrolled(): void {
    const { scrollLeft, scrollTop, scrollWidth, scrollHeight, clientWidth, clientHeight } = this.element;
    const deltaX = this.#left - scrollLeft;
    const deltaY = this.#top - scrollTop;
    this.#left = scrollLeft;
    this.#top = scrollTop;
    this.context.trigger('scroll', { scrollLeft, scrollTop, scrollWidth, scrollHeight, deltaX, deltaY });
    const across = this.flag('scrollX') && !this.flag('scrollY');
    const position = across ? scrollLeft : scrollTop;
    const rest = across ? scrollWidth - clientWidth - scrollLeft : scrollHeight - clientHeight - scrollTop;
    const atStart = position <= this.number('upperThreshold', 50);
    const atEnd = rest <= this.number('lowerThreshold', 50);
    const forward = across ? deltaX < 0 : deltaY < 0;
    if (atStart && !this.#atStart && !forward) this.context.trigger('scrolltoupper', { direction: across ? 'left' : 'top' });
    if (atEnd && !this.#atEnd && forward) this.context.trigger('scrolltolower', { direction: across ? 'right' : 'bottom' });
    this.#atStart = atStart;
    this.#atEnd = atEnd;
  }

  /** A mouse's wheel moves a row sideways: there is no finger to do it. */
  #wheel(event: WheelEvent): void {
    const { element } = this;
    if (!this.flag('scrollX') || this.flag('scrollY') || event.deltaX !== 0 || element.scrollWidth <= element.clientWidth) return;
    const before = element.scrollLeft;
    element.scrollLeft += event.deltaY;
    if (element.scrollLeft !== before) event.preventDefault();
  }

  #pullStart(event: TouchEvent): void {
    const touch = event.touches[0];
    if (!this.flag('refresherEnabled') || this.#refreshing || touch === undefined || this.element.scrollTop > 0) return;
    this.#pull = { x: touch.clientX, y: touch.clientY, active: false, distance: 0 };
  }

  #pullMove(event: TouchEvent): void {
    const touch = event.touches[0];
    const pull = this.#pull;
    if (pull === undefined || touch === undefined) return;
    const down = touch.clientY - pull.y;
    if (!pull.active) {
      if (down < -MOVED || Math.abs(touch.clientX - pull.x) > Math.max(MOVED, Math.abs(down))) this.#pull = undefined;
      if (down < MOVED || this.#pull === undefined) return;
      pull.active = true;
      this.#refresher.style.transition = 'none';
    }
    event.preventDefault();
    pull.distance = Math.max(0, down * REFRESHER_RESISTANCE);
    this.#refresher.style.height = `${pull.distance}px`;
    this.context.trigger('refresherpulling', { deltaY: pull.distance });
  }

  #pullEnd(): void {
    const pull = this.#pull;
    this.#pull = undefined;
    if (pull?.active !== true) return;
    this.#refresher.style.transition = '';
    if (pull.distance >= this.number('refresherThreshold', 45)) {
      this.context.set('refresherTriggered', true);
      this.#trigger(true);
    } else {
      this.#refresher.style.height = '0px';
      this.context.trigger('refresherabort', {});
    }
  }

  #trigger(on: boolean): void {
    if (on === this.#refreshing) return;
    this.#refreshing = on;
    this.#refresher.toggleAttribute('wx-running', on);
    this.#refresher.style.height = on ? `${this.number('refresherThreshold', 45)}px` : '0px';
    this.context.trigger(on ? 'refresherrefresh' : 'refresherrestore', {});
  }
}

export const scrollComponents = [
  define(
    'scroll-view',
    {
      scrollX: false,
      scrollY: false,
      scrollTop: null,
      scrollLeft: null,
      scrollIntoView: '',
      scrollWithAnimation: false,
      upperThreshold: 50,
      lowerThreshold: 50,
      enableFlex: false,
      enableBackToTop: false,
      showScrollbar: true,
      enhanced: false,
      bounces: true,
      pagingEnabled: false,
      fastDeceleration: false,
      scrollAnchoring: false,
      enablePassive: false,
      refresherEnabled: false,
      refresherThreshold: 45,
      refresherDefaultStyle: 'black',
      refresherBackground: '',
      refresherTriggered: false,
      type: 'list',
    },
    (context) => new ScrollView(context),
  ),
];
