import type { BuiltInContext, TapInfo } from '../types.ts';
import { button, element as build } from '../wx/overlays/dom.ts';
import { Base, define, tapByKey, type Control } from './base.ts';
import { nameable } from './choices.ts';
import { modeOf, type PickerMode } from './picker-modes.ts';
import { Wheel } from './wheel.ts';

const TITLES: Readonly<Record<string, string>> = { date: '选择日期', time: '选择时间', region: '选择地区' };

/** A sheet of turning columns. Choosing changes the value; closing it in any other way leaves it. */
class Picker extends Base {
  #chosen: number[] = [];
  #wheels: Wheel[] = [];
  #close: (() => void) | undefined;
  readonly #initial: unknown;
  readonly shared: Control;

  constructor(context: BuiltInContext) {
    super(context);
    this.#initial = this.value('value');
    this.shared = {
      name: () => this.text('name'),
      value: () => this.value('value'),
      reset: () => this.context.set('value', this.#initial),
      activate: () => this.#open(),
    };
  }

  protected override start(): void {
    this.onDetach(tapByKey(this.element, 'button'));
    this.element.setAttribute('aria-haspopup', 'dialog');
    this.onDetach(() => this.#close?.());
  }

  override changed(name: string, value: unknown, previous: unknown): void {
    super.changed(name, value, previous);
    // The page answered `columnchange` with new columns or places.
    if (this.#close !== undefined && (name === 'range' || name === 'value')) {
      const mode = this.#mode();
      if (mode === undefined || this.text('mode') !== 'multiSelector') return;
      if (name === 'value') this.#chosen = [...mode.start];
      this.#fill(mode);
    }
  }

  tapped(_event: TapInfo): void {
    this.#open();
  }

  #mode(): PickerMode | undefined {
    return modeOf(this.text('mode'), (name) => this.value(name));
  }

  #fill(mode: PickerMode): void {
    const columns = mode.columns(this.#chosen);
    for (const [index, rows] of columns.entries()) {
      this.#chosen[index] = Math.min(this.#chosen[index] ?? 0, Math.max(0, rows.length - 1));
      this.#wheels[index]?.show(rows, this.#chosen[index] ?? 0);
    }
  }

  #turned(mode: PickerMode, column: number, value: number): void {
    this.#chosen[column] = value;
    if (this.text('mode') === 'multiSelector') {
      this.context.trigger('columnchange', { column, value });
      return;
    }
    // Later columns depend on this one: a month has its own days, a province its own cities.
    if (this.text('mode') === 'region') this.#chosen.fill(0, column + 1);
    const columns = mode.columns(this.#chosen);
    for (let later = column + 1; later < columns.length; later += 1) {
      const rows = columns[later] ?? [];
      this.#chosen[later] = Math.min(this.#chosen[later] ?? 0, Math.max(0, rows.length - 1));
      this.#wheels[later]?.show(rows, this.#chosen[later] ?? 0);
    }
  }

  #open(): void {
    if (this.flag('disabled') || this.#close !== undefined) return;
    const mode = this.#mode();
    if (mode === undefined) {
      this.context.host.reportError(new Error(`<picker mode="${this.text('mode')}"> is not offered by the local WeChat`));
      return;
    }
    this.#chosen = [...mode.start];
    const title = this.text('headerText') || TITLES[this.text('mode')] || '请选择';
    this.#wheels = mode.columns(this.#chosen).map((_, column) => new Wheel(title, (value) => this.#turned(mode, column, value)));
    const end = (): void => {
      this.#close?.();
      this.#close = undefined;
    };
    const cancel = (): void => {
      end();
      this.context.trigger('cancel', {});
    };
    const confirm = (): void => {
      for (const wheel of this.#wheels) wheel.settle();
      end();
      const detail = mode.detail(this.#chosen);
      this.context.set('value', this.text('mode') === 'selector' ? Number(detail['value']) : detail['value']);
      this.context.trigger('change', detail);
    };
    const sheet = build('div', {
      class: 'wxo-sheet wx-picker-sheet',
      role: 'dialog',
      attributes: { 'aria-modal': 'true', 'aria-label': title },
      children: [
        build('div', {
          class: 'wx-picker-head',
          children: [
            button('取消', 'wx-picker-cancel', cancel),
            build('strong', { text: title }),
            button('确定', 'wx-picker-confirm', confirm),
          ],
        }),
        build('div', { class: 'wx-picker-columns', children: this.#wheels.map((wheel) => wheel.element) }),
      ],
    });
    sheet.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && event.target instanceof Element && event.target.closest('button') === null) confirm();
    });
    this.#close = this.services.layer.open(sheet, { kind: 'sheet', dismiss: cancel });
    this.#fill(mode);
    this.#wheels[0]?.element.focus({ preventScroll: true });
  }
}

const defaults = {
  mode: 'selector',
  headerText: '',
  disabled: false,
  range: null,
  rangeKey: '',
  value: null,
  start: '',
  end: '',
  fields: 'day',
  customItem: '',
  level: 'region',
  name: '',
};

export const pickerComponents = [define('picker', defaults, (context) => nameable(context, new Picker(context)))];
