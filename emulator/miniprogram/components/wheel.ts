import { node } from './base.ts';

/** Height of one row, px, and how many are seen. */
export const ROW = 44;
const SETTLE_MS = 120;

/** One column that is turned by finger, mouse wheel, click and arrow keys. It snaps to a row and tells which. */
export class Wheel {
  readonly element = node('div', 'wx-wheel');
  readonly #changed: (index: number) => void;
  #index = 0;
  #count = 0;
  #settling: ReturnType<typeof setTimeout> | undefined;
  /** The row a key or a click is turning to: until it is reached the scroll position says nothing. */
  #target: number | undefined;

  constructor(label: string, changed: (index: number) => void) {
    this.#changed = changed;
    const { element } = this;
    element.tabIndex = 0;
    element.setAttribute('role', 'listbox');
    element.setAttribute('aria-label', label);
    element.addEventListener('scroll', () => {
      clearTimeout(this.#settling);
      this.#settling = setTimeout(() => this.settle(), SETTLE_MS);
    });
    for (const type of ['pointerdown', 'wheel'] as const) {
      element.addEventListener(type, () => (this.#target = undefined), { passive: true });
    }
    element.addEventListener('click', (event) => {
      const row = event.target instanceof Element ? event.target.closest('.wx-wheel-row') : null;
      const index = row === null ? -1 : [...element.children].indexOf(row);
      if (index >= 0) this.turnTo(index, true);
    });
    element.addEventListener('keydown', (event) => {
      const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
      if (step === 0) return;
      event.preventDefault();
      this.turnTo(this.#index + step, true);
    });
  }

  get index(): number {
    return this.#index;
  }

  /** Puts new rows in and turns to one of them, without telling. */
  show(rows: readonly string[], index: number): void {
    this.#count = rows.length;
    this.element.replaceChildren(
      ...rows.map((text) => {
        const row = node('div', 'wx-wheel-row');
        row.setAttribute('role', 'option');
        row.textContent = text;
        return row;
      }),
    );
    this.#index = this.#within(index);
    this.#mark();
    this.#target = this.#index;
    this.element.scrollTop = this.#index * ROW;
  }

  turnTo(wanted: number, tell: boolean): void {
    const index = this.#within(wanted);
    const changed = index !== this.#index;
    this.#index = index;
    this.#target = index;
    this.#mark();
    this.element.scrollTo({ top: index * ROW, behavior: 'smooth' });
    if (changed && tell) this.#changed(index);
  }

  #within(index: number): number {
    return Math.min(Math.max(0, Math.trunc(index) || 0), Math.max(0, this.#count - 1));
  }

  /** Takes the row the column stands at now, even if it has not come to rest. */
  settle(): void {
    clearTimeout(this.#settling);
    const index = this.#target ?? this.#within(Math.round(this.element.scrollTop / ROW));
    // A closed sheet has no scroll position any more.
    if (index === this.#index || !this.element.isConnected) return;
    this.#index = index;
    this.#mark();
    this.#changed(index);
  }

  #mark(): void {
    for (const [index, row] of [...this.element.children].entries()) row.setAttribute('aria-selected', String(index === this.#index));
  }
}
