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

  constructor(label: string, changed: (index: number) => void) {
    this.#changed = changed;
    const { element } = this;
    element.tabIndex = 0;
    element.setAttribute('role', 'listbox');
    element.setAttribute('aria-label', label);
    element.addEventListener('scroll', () => {
      clearTimeout(this.#settling);
      this.#settling = setTimeout(() => this.#settle(), SETTLE_MS);
    });
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
    this.place();
  }

  /** Scrolls to where the index is; needed once the element is laid out. */
  place(): void {
    this.element.scrollTop = this.#index * ROW;
  }

  turnTo(wanted: number, tell: boolean): void {
    const index = this.#within(wanted);
    const changed = index !== this.#index;
    this.#index = index;
    this.#mark();
    this.element.scrollTo({ top: index * ROW, behavior: 'smooth' });
    if (changed && tell) this.#changed(index);
  }

  #within(index: number): number {
    return Math.min(Math.max(0, Math.trunc(index) || 0), Math.max(0, this.#count - 1));
  }

  /** Reads where a finger or a wheel left it. */
  #settle(): void {
    const index = this.#within(Math.round(this.element.scrollTop / ROW));
    if (index === this.#index) return;
    this.#index = index;
    this.#mark();
    this.#changed(index);
  }

  /** Takes the place the column is turned to now, even if it has not come to rest. */
  read(): number {
    clearTimeout(this.#settling);
    return this.#index;
  }

  #mark(): void {
    for (const [index, row] of [...this.element.children].entries()) row.setAttribute('aria-selected', String(index === this.#index));
  }
}
