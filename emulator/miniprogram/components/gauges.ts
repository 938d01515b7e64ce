import type { BuiltInContext } from '../types.ts';
import { icon } from '../wx/overlays/dom.ts';
import { Base, define, node, type Control } from './base.ts';

class Slider extends Base {
  readonly #track = node('div', 'wx-slider-track');
  readonly #bar = node('div', 'wx-slider-bar');
  readonly #handle = node('div', 'wx-slider-handle');
  readonly #shown = node('span', 'wx-slider-value');
  readonly #initial: number;
  #dragging: number | undefined;
  readonly shared: Control;

  constructor(context: BuiltInContext) {
    super(context);
    this.#initial = this.number('value');
    this.shared = { name: () => this.text('name'), value: () => this.number('value'), reset: () => this.#put(this.#initial) };
  }

  protected override start(): void {
    const { element } = this;
    this.#track.append(this.#bar, this.#handle);
    element.append(this.#track, this.#shown);
    element.setAttribute('role', 'slider');
    element.tabIndex = 0;
    this.listen(element, 'pointerdown', (event) => {
      if (this.flag('disabled') || !event.isPrimary) return;
      this.#dragging = event.pointerId;
      element.setPointerCapture(event.pointerId);
      this.#follow(event.clientX);
    });
    this.listen(element, 'pointermove', (event) => {
      if (this.#dragging === event.pointerId) this.#follow(event.clientX);
    });
    for (const type of ['pointerup', 'pointercancel'] as const) {
      this.listen(element, type, (event) => {
        if (this.#dragging !== event.pointerId) return;
        this.#dragging = undefined;
        this.context.trigger('change', { value: this.number('value') });
      });
    }
    this.listen(element, 'keydown', (event) => this.#keyed(event));
  }

  protected override sync(): void {
    const { element } = this;
    const min = this.number('min');
    const max = this.number('max', 100);
    const value = this.number('value');
    const share = max > min ? Math.min(1, Math.max(0, (value - min) / (max - min))) : 0;
    this.#bar.style.width = this.#handle.style.left = `${share * 100}%`;
    this.#bar.style.background = this.text('activeColor') || this.text('selectedColor');
    this.#track.style.background = this.text('backgroundColor') || this.text('color');
    const size = Math.min(28, Math.max(12, this.number('blockSize', 28)));
    Object.assign(this.#handle.style, {
      width: `${size}px`,
      height: `${size}px`,
      margin: `${-size / 2}px`,
      background: this.text('blockColor'),
    });
    this.#shown.textContent = String(value);
    this.#shown.hidden = !this.flag('showValue');
    element.setAttribute('aria-valuemin', String(min));
    element.setAttribute('aria-valuemax', String(max));
    element.setAttribute('aria-valuenow', String(value));
    element.setAttribute('aria-disabled', String(this.flag('disabled')));
  }

  #put(value: number): boolean {
    const min = this.number('min');
    const max = this.number('max', 100);
    const step = Math.max(this.number('step', 1), Number.EPSILON);
    const stepped = Number((min + Math.round((value - min) / step) * step).toFixed(6));
    const next = Math.min(max, Math.max(min, stepped));
    if (next === this.number('value')) return false;
    this.context.set('value', next);
    this.sync();
    return true;
  }

  #follow(x: number): void {
    const { left, width } = this.#track.getBoundingClientRect();
    const share = width === 0 ? 0 : (x - left) / width;
    const min = this.number('min');
    if (this.#put(min + share * (this.number('max', 100) - min))) this.context.trigger('changing', { value: this.number('value') });
  }

  #keyed(event: KeyboardEvent): void {
    const steps: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 };
    const direction = steps[event.key];
    if (direction === undefined || this.flag('disabled')) return;
    event.preventDefault();
    if (this.#put(this.number('value') + direction * this.number('step', 1)))
      this.context.trigger('change', { value: this.number('value') });
  }
}

class Progress extends Base {
  readonly #track = node('div', 'wx-progress-track');
  readonly #bar = node('div', 'wx-progress-bar');
  readonly #info = node('span', 'wx-progress-info');

  protected override start(): void {
    this.#track.append(this.#bar);
    this.element.append(this.#track, this.#info);
    this.element.setAttribute('role', 'progressbar');
    this.listen(this.#bar, 'transitionend', () => this.context.trigger('activeend', { curPercent: this.number('percent') }));
  }

  protected override sync(): void {
    const percent = Math.min(100, Math.max(0, this.number('percent')));
    const width = this.number('strokeWidth', 6);
    this.#track.style.height = `${width}px`;
    this.#track.style.background = this.text('backgroundColor');
    this.#track.style.borderRadius = this.#bar.style.borderRadius = `${this.number('borderRadius')}px`;
    this.#bar.style.background = this.text('activeColor') || this.text('color');
    this.#bar.style.transition = this.flag('active') ? `width ${this.number('duration', 30) * percent}ms linear` : '';
    this.#bar.style.width = `${percent}%`;
    this.#info.textContent = `${percent}%`;
    this.#info.hidden = !this.flag('showInfo');
    this.#info.style.fontSize = `${this.number('fontSize', 16)}px`;
    this.element.setAttribute('aria-valuenow', String(percent));
  }
}

interface Drawing {
  readonly paths: readonly string[];
  readonly color: string;
  readonly disc: boolean;
}

const GREEN = '#07c160';
const ICONS: Readonly<Record<string, Drawing>> = {
  success: { paths: ['M7.5 12.3l3.2 3.2 6-6.4'], color: GREEN, disc: true },
  success_no_circle: { paths: ['M5 12.5l4.6 4.6L19 7.6'], color: GREEN, disc: false },
  info: { paths: ['M12 11v6', 'M12 7.4v.2'], color: '#10aeff', disc: true },
  warn: { paths: ['M12 6.8v6.4', 'M12 16.6v.2'], color: '#f76260', disc: true },
  waiting: { paths: ['M12 7v5.3l3.4 2'], color: '#10aeff', disc: true },
  cancel: { paths: ['M8.5 8.5l7 7', 'M15.5 8.5l-7 7'], color: '#f43530', disc: true },
  clear: { paths: ['M8.5 8.5l7 7', 'M15.5 8.5l-7 7'], color: '#b2b2b2', disc: true },
  download: { paths: ['M12 7v8', 'M8.6 12L12 15.4 15.4 12'], color: GREEN, disc: true },
  search: { paths: ['M10.5 4.5a6 6 0 1 0 0 12 6 6 0 0 0 0-12z', 'M15 15l4.5 4.5'], color: '#b2b2b2', disc: false },
};

class Icon extends Base {
  #drawn = '';

  protected override sync(): void {
    const type = this.text('type');
    const drawing = ICONS[type];
    const size = this.context.inlineStyle(`x:${this.text('size')}`).slice(2);
    const pixels = /^\d+(?:\.\d+)?$/.test(size) ? `${size}px` : size;
    Object.assign(this.element.style, { width: pixels, height: pixels, color: this.text('color') || (drawing?.color ?? '') });
    this.element.toggleAttribute('wx-disc', drawing?.disc ?? false);
    if (this.#drawn === type || drawing === undefined) return;
    this.#drawn = type;
    this.element.replaceChildren(icon(drawing.paths, { stroke: true }));
  }
}

export const gaugeComponents = [
  define(
    'slider',
    {
      min: 0,
      max: 100,
      step: 1,
      value: 0,
      disabled: false,
      color: '',
      selectedColor: '',
      activeColor: '#1aad19',
      backgroundColor: '#e9e9e9',
      blockSize: 28,
      blockColor: '#ffffff',
      showValue: false,
      name: '',
    },
    (context) => new Slider(context),
  ),
  define(
    'progress',
    {
      percent: 0,
      showInfo: false,
      borderRadius: 0,
      fontSize: 16,
      strokeWidth: 6,
      color: '',
      activeColor: '#09bb07',
      backgroundColor: '#ebebeb',
      active: false,
      activeMode: 'backwards',
      duration: 30,
    },
    (context) => new Progress(context),
  ),
  define('icon', { type: '', size: '23', color: '' }, (context) => new Icon(context)),
];
