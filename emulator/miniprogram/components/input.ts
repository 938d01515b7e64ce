import { Base, define, node, type Control } from './base.ts';
import { nameable } from './choices.ts';

type Field = HTMLInputElement | HTMLTextAreaElement;

const KEYBOARDS: Readonly<Record<string, string>> = { number: 'numeric', digit: 'decimal', idcard: 'text', text: 'text', nickname: 'text' };
/** WeChat's keyboards offer only these keys; a real keyboard has more. */
const FOREIGN: Readonly<Record<string, RegExp>> = { number: /[^0-9]/g, digit: /[^0-9.]/g, idcard: /[^0-9Xx]/g };

/** What `input` and `textarea` share: the native control inside, its placeholder, and the events a page hears. */
abstract class TextField extends Base {
  protected readonly field: Field;
  readonly #placeholder = node('div', 'wx-field-placeholder');
  #composing = false;
  #initial: string | undefined;
  readonly shared: Control;

  constructor(context: ConstructorParameters<typeof Base>[0], field: Field) {
    super(context);
    this.field = field;
    this.shared = {
      name: () => this.text('name'),
      value: () => this.field.value,
      reset: () => this.#put(this.#initial ?? ''),
      activate: () => this.field.focus(),
    };
  }

  protected override start(): void {
    const { field } = this;
    field.autocomplete = 'off';
    field.spellcheck = false;
    if (field.parentNode === null) this.element.append(this.#placeholder, field);
    this.#initial ??= this.text('value');
    this.listen(field, 'compositionstart', () => {
      this.#composing = true;
      this.#showPlaceholder();
    });
    this.listen(field, 'compositionend', () => {
      this.#composing = false;
      this.#typed();
    });
    this.listen(field, 'input', () => {
      this.#showPlaceholder();
      if (!this.#composing) this.#typed();
    });
    this.listen(field, 'focus', () => {
      this.context.set('focus', true);
      this.context.trigger('focus', { value: field.value, height: 0 });
    });
    this.listen(field, 'blur', () => {
      this.context.set('focus', false);
      this.context.trigger('blur', { value: field.value, cursor: this.cursor() });
    });
    this.listen(field, 'keydown', (event) => this.keyed(event));
    if (this.flag('focus') || this.flag('autoFocus')) this.context.host.nextTick(() => this.#focus());
  }

  protected override sync(): void {
    const { field } = this;
    const value = this.text('value');
    if (field.value !== value && !this.#composing) this.#show(value);
    const most = this.number('maxlength', 140);
    if (most >= 0) field.maxLength = most;
    else field.removeAttribute('maxlength');
    field.disabled = this.flag('disabled');
    field.enterKeyHint = this.text('confirmType');
    const label = this.text('placeholder');
    if (!this.element.hasAttribute('aria-label')) field.setAttribute('aria-label', label);
    else field.setAttribute('aria-label', this.element.getAttribute('aria-label') ?? label);
    this.#placeholder.textContent = label;
    this.#placeholder.className = `wx-field-placeholder ${this.context.scopedClass(this.text('placeholderClass'))}`;
    this.#placeholder.style.cssText = this.context.inlineStyle(this.styleText(this.value('placeholderStyle')));
    this.#showPlaceholder();
  }

  override changed(name: string, value: unknown, previous: unknown): void {
    super.changed(name, value, previous);
    if (name === 'focus') {
      if (this.flag('focus')) this.#focus();
      else this.field.blur();
    }
    if (name === 'selectionStart' || name === 'selectionEnd' || name === 'cursor') this.#select();
  }

  /** Vant hands an object over where a page hands text. */
  protected styleText(value: unknown): string {
    if (typeof value === 'string') return value;
    if (typeof value !== 'object' || value === null) return '';
    return Object.entries(value)
      .map(([name, content]) => `${name}:${String(content)}`)
      .join(';');
  }

  protected cursor(): number {
    return this.field.selectionStart ?? this.field.value.length;
  }

  /** Takes out what this control's keyboard does not offer. */
  protected cleaned(value: string): string {
    return value;
  }

  protected keyed(_event: KeyboardEvent): void {
    return;
  }

  protected shown(): void {
    return;
  }

  protected confirm(): void {
    this.context.trigger('confirm', { value: this.field.value });
  }

  #focus(): void {
    if (document.activeElement !== this.field) this.field.focus({ preventScroll: true });
    this.#select();
  }

  #select(): void {
    const start = this.number('selectionStart', -1);
    const end = this.number('selectionEnd', -1);
    const cursor = this.number('cursor', -1);
    if (document.activeElement !== this.field) return;
    if (start >= 0 && end >= 0) this.field.setSelectionRange(start, end);
    else if (cursor >= 0) this.field.setSelectionRange(cursor, cursor);
  }

  #show(value: string): void {
    const { field } = this;
    const active = document.activeElement === field;
    const fromEnd = field.value.length - this.cursor();
    field.value = value;
    // Replacing the text of a focused control throws the caret to its end; keep its distance from there.
    if (active) {
      const place = Math.max(0, value.length - fromEnd);
      field.setSelectionRange(place, place);
    }
    this.#showPlaceholder();
    this.shown();
  }

  #showPlaceholder(): void {
    this.#placeholder.hidden = this.field.value !== '' || this.#composing;
  }

  #put(value: string): void {
    this.#show(value);
    this.context.set('value', value);
  }

  #typed(): void {
    const { field } = this;
    const cleaned = this.cleaned(field.value);
    if (cleaned !== field.value) this.#show(cleaned);
    const value = field.value;
    this.context.set('value', value);
    let replaced: string | undefined;
    let caret: number | undefined;
    this.context.trigger(
      'input',
      { value, cursor: this.cursor(), keyCode: value.length === 0 ? 8 : value.charCodeAt(Math.max(0, this.cursor() - 1)) },
      {
        onReturn: (answer) => {
          if (typeof answer === 'string') replaced = answer;
          if (typeof answer === 'object' && answer !== null && 'value' in answer && typeof answer.value === 'string') {
            replaced = answer.value;
            if ('cursor' in answer && typeof answer.cursor === 'number') caret = answer.cursor;
          }
        },
      },
    );
    if (replaced !== undefined && replaced !== field.value) this.#put(replaced);
    if (caret !== undefined && document.activeElement === field) field.setSelectionRange(caret, caret);
    this.shown();
  }
}

class Input extends TextField {
  constructor(context: ConstructorParameters<typeof Base>[0]) {
    super(context, node('input', 'wx-field'));
  }

  protected override sync(): void {
    const type = this.text('type');
    if (this.field instanceof HTMLInputElement) this.field.type = this.flag('password') || type === 'safe-password' ? 'password' : 'text';
    this.field.inputMode = KEYBOARDS[type] ?? 'text';
    super.sync();
  }

  protected override cleaned(value: string): string {
    const foreign = FOREIGN[this.text('type')];
    return foreign === undefined ? value : value.replace(foreign, '');
  }

  protected override keyed(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.isComposing) return;
    event.preventDefault();
    this.confirm();
    if (!this.flag('confirmHold')) this.field.blur();
  }
}

class Textarea extends TextField {
  #lines = 0;

  constructor(context: ConstructorParameters<typeof Base>[0]) {
    super(context, node('textarea', 'wx-field'));
  }

  protected override start(): void {
    super.start();
    // A text in a closed popup has no size yet; it is measured when it gets one.
    let width = 0;
    const observer = new ResizeObserver(() => {
      if (this.element.clientWidth === width) return;
      width = this.element.clientWidth;
      this.shown();
    });
    observer.observe(this.element);
    this.onDetach(() => observer.disconnect());
  }

  protected override sync(): void {
    this.element.toggleAttribute('wx-auto-height', this.flag('autoHeight'));
    super.sync();
    this.shown();
  }

  /** Only `confirm-type` other than `return` makes Enter finish; else it is a new line. */
  protected override keyed(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.isComposing || event.shiftKey || this.text('confirmType') === 'return') return;
    event.preventDefault();
    this.confirm();
    if (!this.flag('confirmHold')) this.field.blur();
  }

  /** Measures the text: grows with it when asked, and tells when the number of lines changes. */
  protected override shown(): void {
    const { field, element } = this;
    if (!element.isConnected || element.clientWidth === 0) return;
    Object.assign(field.style, { height: '0', minHeight: '0' });
    const height = field.scrollHeight;
    Object.assign(field.style, { height: this.flag('autoHeight') ? `${height}px` : '', minHeight: '' });
    const lineHeight = Number.parseFloat(getComputedStyle(field).lineHeight) || 20;
    const lines = Math.max(1, Math.round(height / lineHeight));
    if (lines === this.#lines) return;
    const first = this.#lines === 0;
    this.#lines = lines;
    if (first && lines === 1) return;
    this.context.trigger('linechange', {
      height,
      heightRpx: (height * 750) / this.context.host.screen().screenWidth,
      lineCount: lines,
    });
  }
}

const common = {
  value: '',
  name: '',
  placeholder: '',
  placeholderClass: 'input-placeholder',
  placeholderStyle: null,
  disabled: false,
  maxlength: 140,
  focus: false,
  autoFocus: false,
  cursor: -1,
  cursorSpacing: 0,
  cursorColor: '',
  selectionStart: -1,
  selectionEnd: -1,
  adjustPosition: true,
  holdKeyboard: false,
  confirmHold: false,
  alwaysEmbed: false,
  alwaysSystem: false,
};

export const fieldComponents = [
  define(
    'input',
    { ...common, type: 'text', password: false, confirmType: 'done', safePasswordCertPath: '', safePasswordLength: 0 },
    (context) => nameable(context, new Input(context)),
  ),
  define(
    'textarea',
    {
      ...common,
      placeholderClass: 'textarea-placeholder',
      autoHeight: false,
      fixed: false,
      showConfirmBar: true,
      disableDefaultPadding: false,
      confirmType: 'return',
      adjustKeyboardTo: 'cursor',
    },
    (context) => nameable(context, new Textarea(context)),
  ),
];
