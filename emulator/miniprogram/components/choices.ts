import type { BuiltInContext, TapInfo } from '../types.ts';
import { icon } from '../wx/overlays/dom.ts';
import { Base, controlOf, define, node, tapByKey, type Control } from './base.ts';

const TICK = ['M5 12.5l4.6 4.6L19 7.6'];

/** A checkbox or a radio: a mark before its content, part of the group around it. */
abstract class Choice extends Base {
  protected abstract readonly group: string;
  protected abstract readonly role: string;
  readonly #mark = node('span', 'wx-choice-mark');
  readonly #initial: boolean;
  readonly shared: Control & { readonly checked: () => boolean; readonly choice: () => string; readonly uncheck: () => void };

  constructor(context: BuiltInContext) {
    super(context);
    this.#initial = this.flag('checked');
    this.#mark.append(icon(TICK, { stroke: true }));
    this.shared = {
      checked: () => this.flag('checked'),
      choice: () => this.text('value'),
      uncheck: () => this.check(false),
      reset: () => this.check(this.#initial),
      activate: () => this.toggle(),
    };
  }

  protected override start(): void {
    if (this.#mark.parentNode === null) this.element.prepend(this.#mark);
    this.onDetach(tapByKey(this.element, this.role));
  }

  protected override sync(): void {
    const checked = this.flag('checked');
    this.element.toggleAttribute('wx-checked', checked);
    this.element.toggleAttribute('wx-disabled', this.flag('disabled'));
    this.element.setAttribute('aria-checked', String(checked));
    this.element.setAttribute('aria-disabled', String(this.flag('disabled')));
    this.#mark.style.setProperty('--wx-color', this.text('color'));
  }

  tapped(_event: TapInfo): void {
    this.toggle();
  }

  protected check(checked: boolean): void {
    this.context.set('checked', checked);
    this.sync();
  }

  protected toggle(): void {
    if (this.flag('disabled') || !this.turn()) return;
    const group = this.context.closest(this.group);
    if (group !== null) group.context.trigger('change', { value: controlOf(group.instance).value?.() });
  }

  /** Changes what is chosen; answers whether anything changed. */
  protected abstract turn(): boolean;
}

class Checkbox extends Choice {
  protected readonly group = 'checkbox-group';
  protected readonly role = 'checkbox';

  protected turn(): boolean {
    this.check(!this.flag('checked'));
    return true;
  }
}

class Radio extends Choice {
  protected readonly group = 'radio-group';
  protected readonly role = 'radio';

  protected turn(): boolean {
    if (this.flag('checked')) return false;
    for (const other of this.context.closest('radio-group')?.context.inside('radio') ?? []) {
      if (other.instance instanceof Radio && other.instance !== this) other.instance.shared.uncheck();
    }
    this.check(true);
    return true;
  }
}

/** The values chosen inside: a list for checkboxes, one text for radios. */
class Group extends Base {
  readonly shared: Control = {
    name: () => this.text('name'),
    value: () => {
      const chosen = this.#choices.filter((choice) => choice.shared.checked()).map((choice) => choice.shared.choice());
      return this.context.tag === 'radio-group' ? (chosen[0] ?? '') : chosen;
    },
    reset: () => {
      for (const choice of this.#choices) choice.shared.reset?.();
    },
  };

  get #choices(): Choice[] {
    const tag = this.context.tag === 'radio-group' ? 'radio' : 'checkbox';
    return this.context
      .inside(tag)
      .map(({ instance }) => instance)
      .filter((instance) => instance instanceof Choice);
  }

  protected override sync(): void {
    this.element.setAttribute('role', this.context.tag === 'radio-group' ? 'radiogroup' : 'group');
  }
}

class Switch extends Base {
  readonly #track = node('span', 'wx-switch-track');
  readonly #initial: boolean;
  readonly shared: Control;

  constructor(context: BuiltInContext) {
    super(context);
    this.#initial = this.flag('checked');
    this.#track.append(icon(TICK, { stroke: true }));
    this.shared = {
      name: () => this.text('name'),
      value: () => this.flag('checked'),
      reset: () => this.#put(this.#initial),
      activate: () => this.#toggle(),
    };
  }

  protected override start(): void {
    if (this.#track.parentNode === null) this.element.prepend(this.#track);
    this.onDetach(tapByKey(this.element, 'switch'));
  }

  protected override sync(): void {
    const checked = this.flag('checked');
    this.element.toggleAttribute('wx-checked', checked);
    this.element.toggleAttribute('wx-disabled', this.flag('disabled'));
    this.element.toggleAttribute('wx-box', this.text('type') === 'checkbox');
    this.element.setAttribute('aria-checked', String(checked));
    this.#track.style.setProperty('--wx-color', this.text('color'));
  }

  tapped(_event: TapInfo): void {
    this.#toggle();
  }

  #put(checked: boolean): void {
    this.context.set('checked', checked);
    this.sync();
  }

  #toggle(): void {
    if (this.flag('disabled')) return;
    this.#put(!this.flag('checked'));
    this.context.trigger('change', { value: this.flag('checked') });
  }
}

const LABELLED = ['button', 'checkbox', 'radio', 'switch', 'input', 'textarea', 'picker', 'slider'];

/** Passes its tap on to the control it names by `for`, or to the first one inside. */
class Label extends Base {
  tapped(event: TapInfo): void {
    const inside = this.context.inside(...LABELLED);
    // A control inside hears its own tap already.
    if (inside.some(({ context }) => context.element.contains(event.target))) return;
    const wanted = this.text('for');
    if (wanted === '') {
      controlOf(inside[0]?.instance ?? {}).activate?.();
      return;
    }
    const root = this.element.closest('[data-path]') ?? document;
    const target = [...root.querySelectorAll(LABELLED.map((tag) => `wx-${tag}`).join(','))].find(
      (found) => found.id === wanted || found.id.endsWith(`--${wanted}`),
    );
    if (target instanceof HTMLElement) labelTargets.get(target)?.();
  }
}

/** Controls by element: a label may name one that is not inside it. */
const labelTargets = new WeakMap<HTMLElement, () => void>();

export function nameable<Instance extends Base & { readonly shared: Control }>(context: BuiltInContext, instance: Instance): Instance {
  const { activate } = instance.shared;
  if (activate !== undefined) labelTargets.set(context.element, activate);
  return instance;
}

const choice = { value: '', checked: false, disabled: false, color: '', name: '' };

export const choiceComponents = [
  define('checkbox', choice, (context) => nameable(context, new Checkbox(context))),
  define('radio', choice, (context) => nameable(context, new Radio(context))),
  define('checkbox-group', { name: '' }, (context) => new Group(context)),
  define('radio-group', { name: '' }, (context) => new Group(context)),
  define('switch', { checked: false, disabled: false, type: 'switch', color: '', name: '' }, (context) =>
    nameable(context, new Switch(context)),
  ),
  define('label', { for: '' }, (context) => new Label(context)),
];
