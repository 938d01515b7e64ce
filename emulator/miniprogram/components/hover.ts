import { Base } from './base.ts';

/** Defaults of `hover-class` and its times, in ms, for a component that shows being pressed. */
export function hoverDefaults(className: string, start: number, stay: number): Readonly<Record<string, unknown>> {
  return { hoverClass: className, hoverStartTime: start, hoverStayTime: stay, hoverStopPropagation: false };
}

const handled = new WeakSet<Event>();

/** A component that wears `hover-class` while it is pressed. Scrolling takes the press away, as the browser cancels the pointer. */
export abstract class Hoverable extends Base {
  #worn = '';
  #timer: ReturnType<typeof setTimeout> | undefined;

  #listening = false;

  protected override sync(): void {
    // Most views never show a press; only those that do are listened to.
    if (this.#listening || this.hoverClass() === '') return;
    this.#listening = true;
    const { element } = this;
    this.listen(element, 'pointerdown', (event) => this.#press(event));
    for (const type of ['pointerup', 'pointercancel', 'pointerleave'] as const) this.listen(element, type, () => this.#release());
    this.onDetach(() => {
      this.#listening = false;
      clearTimeout(this.#timer);
    });
  }

  /** The class to wear now, or an empty string. */
  protected hoverClass(): string {
    const name = this.text('hoverClass');
    return name === 'none' ? '' : name;
  }

  #press(event: PointerEvent): void {
    const wanted = this.hoverClass();
    if (wanted === '' || handled.has(event)) return;
    if (this.flag('hoverStopPropagation')) handled.add(event);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#wear(wanted), this.number('hoverStartTime', 50));
  }

  #release(): void {
    clearTimeout(this.#timer);
    if (this.#worn !== '') this.#timer = setTimeout(() => this.#wear(''), this.number('hoverStayTime', 400));
  }

  #wear(names: string): void {
    if (this.#worn === names) return;
    if (this.#worn !== '') this.context.toggleClass(this.#worn, false);
    this.#worn = names;
    if (names !== '') this.context.toggleClass(names, true);
    // The built-in look of a pressed button is ours, not the page's, so it hangs on an attribute without style scope.
    if (names === '') this.element.removeAttribute('wx-pressed');
    else this.element.setAttribute('wx-pressed', names);
  }
}
