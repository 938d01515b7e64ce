import { Base, define, node } from './base.ts';

const SETTLE_MS = 120;

/** Columns of the page's own rows. The rows' height is the indicator's, as in WeChat. */
class PickerView extends Base {
  readonly #indicator = node('div', 'wx-picker-view-indicator');

  protected override start(): void {
    if (this.#indicator.parentNode === null) this.element.append(this.#indicator);
    this.context.host.nextTick(() => this.place());
  }

  protected override sync(): void {
    this.#indicator.className = `wx-picker-view-indicator ${this.context.scopedClass(this.text('indicatorClass'))}`;
    this.#indicator.style.cssText = this.context.inlineStyle(this.text('indicatorStyle'));
  }

  override changed(name: string, value: unknown, previous: unknown): void {
    super.changed(name, value, previous);
    if (name === 'value') this.context.host.nextTick(() => this.place());
  }

  rowHeight(): number {
    return this.#indicator.offsetHeight || 34;
  }

  place(): void {
    const value = this.list('value');
    for (const [index, { instance }] of this.context.inside('picker-view-column').entries()) {
      if (instance instanceof PickerViewColumn) instance.place(Number(value[index]) || 0, this.rowHeight());
    }
  }

  turned(): void {
    const columns = this.context.inside('picker-view-column').map(({ instance }) => instance);
    const value = columns.map((column) => (column instanceof PickerViewColumn ? column.index(this.rowHeight()) : 0));
    this.context.set('value', value);
    this.context.trigger('change', { value });
    this.context.trigger('pickend', {});
  }
}

class PickerViewColumn extends Base {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #placing = 0;

  protected override start(): void {
    this.listen(this.element, 'scroll', () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#settle(), SETTLE_MS);
    });
    this.onDetach(() => clearTimeout(this.#timer));
  }

  place(index: number, row: number): void {
    const { element } = this;
    const rest = Math.max(0, (element.clientHeight - row) / 2);
    this.context.content.style.padding = `${rest}px 0`;
    this.#placing = index;
    element.scrollTop = index * row;
  }

  index(row: number): number {
    return Math.round(this.element.scrollTop / row);
  }

  #settle(): void {
    const owner = this.context.closest('picker-view')?.instance;
    if (!(owner instanceof PickerView)) return;
    const row = owner.rowHeight();
    const index = this.index(row);
    this.element.scrollTo({ top: index * row, behavior: 'smooth' });
    if (index === this.#placing) return;
    this.#placing = index;
    owner.turned();
  }
}

export const pickerViewComponents = [
  define(
    'picker-view',
    { value: null, maskClass: '', maskStyle: '', indicatorStyle: '', indicatorClass: '', immediateChange: false },
    (context) => new PickerView(context),
  ),
  define('picker-view-column', {}, (context) => new PickerViewColumn(context), 'wx-picker-view-rows'),
];
