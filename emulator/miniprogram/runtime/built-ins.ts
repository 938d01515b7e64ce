import * as glassEasel from 'glass-easel';
import type {
  BuiltInContext,
  BuiltInDefinition,
  BuiltInHandle,
  BuiltInInstance,
  BuiltInProperty,
  MiniprogramHost,
  PageRect,
  TriggerOptions,
} from '../types.ts';
import { convertUnits } from '../units.ts';
import { domOf, scopedClassNames } from './internals.ts';

const handles = new WeakMap<Element, BuiltInHandle>();

/** The built-in component an element belongs to. */
export function handleOf(element: Element): BuiltInHandle | null {
  return handles.get(element) ?? null;
}

/** Rectangle of an element inside the page area that shows it. */
export function rectInPage(element: Element): PageRect {
  const { left, top, width, height } = element.getBoundingClientRect();
  const area = element.closest('.mp-page')?.getBoundingClientRect();
  const x = left - (area?.left ?? 0);
  const y = top - (area?.top ?? 0);
  return { left: x, top: y, right: x + width, bottom: y + height, width, height };
}

class NodeContext implements BuiltInContext {
  readonly tag: string;
  readonly element: HTMLElement;
  readonly content: HTMLElement;
  readonly host: MiniprogramHost;
  readonly #component: glassEasel.GeneralComponent;
  /** Name of the property being set from inside: its change is not told to the instance. */
  setting: string | null = null;

  constructor(component: glassEasel.GeneralComponent, definition: BuiltInDefinition, element: HTMLElement, host: MiniprogramHost) {
    this.#component = component;
    this.tag = definition.tag;
    this.element = element;
    this.content =
      definition.wrapper === undefined ? element : (element.querySelector<HTMLElement>(`:scope > .${definition.wrapper}`) ?? element);
    this.host = host;
  }

  get properties(): Readonly<Record<string, unknown>> {
    return this.#component.data as Record<string, unknown>;
  }

  dataset(): Readonly<Record<string, unknown>> {
    return this.#component.dataset;
  }

  trigger(type: string, detail: Readonly<Record<string, unknown>> = {}, options: TriggerOptions = {}): void {
    const { bubbles = false, composed = false, onReturn } = options;
    const returned = onReturn === undefined ? {} : { handleListenerReturn: (value: unknown) => void onReturn(value) };
    glassEasel.Event.triggerEvent(this.#component as unknown as glassEasel.Element, type, detail, {
      bubbles,
      composed,
      capturePhase: bubbles,
      ...returned,
    });
  }

  set(name: string, value: unknown): void {
    this.setting = name;
    try {
      this.#component.setData({ [name]: value });
    } finally {
      this.setting = null;
    }
  }

  scopedClass(names: string): string {
    return scopedClassNames(this.#component as unknown as glassEasel.Element, names);
  }

  inlineStyle(style: string): string {
    return convertUnits(style);
  }

  toggleClass(names: string, on: boolean): void {
    const temporary = 3 as glassEasel.StyleSegmentIndex;
    this.#component.setNodeClass(on ? names : '', temporary);
  }

  closest(tag: string): BuiltInHandle | null {
    let current = this.element.parentElement;
    while (current !== null) {
      const handle = handles.get(current);
      if (handle !== undefined && handle.context.tag === tag) return handle;
      current = current.parentElement;
    }
    return null;
  }

  inside(...tags: string[]): readonly BuiltInHandle[] {
    const found: BuiltInHandle[] = [];
    for (const element of this.element.querySelectorAll(tags.map((tag) => `wx-${tag}`).join(','))) {
      const handle = handles.get(element);
      if (handle !== undefined) found.push(handle);
    }
    return found;
  }

  rect(): PageRect {
    return rectInPage(this.element);
  }
}

const CONSTRUCTORS = { string: String, number: Number, boolean: Boolean, any: null };

/** Attributes every built-in takes beside its own properties; they go to the element as they are. */
const ARIA = [
  'role',
  'ariaRole',
  'ariaLabel',
  'ariaLabelledby',
  'ariaHidden',
  'ariaDisabled',
  'ariaChecked',
  'ariaSelected',
  'ariaModal',
  'ariaExpanded',
  'ariaValuenow',
  'ariaValuemin',
  'ariaValuemax',
  'ariaLevel',
  'tabindex',
  'title',
  'lang',
];

function attributeName(property: string): string {
  if (property === 'ariaRole') return 'role';
  return property.startsWith('aria') ? `aria-${property.slice(4).toLowerCase()}` : property;
}

function writeAttribute(component: glassEasel.GeneralComponent, property: string, value: unknown): void {
  const element = domOf(component as unknown as glassEasel.Element);
  if (element === null) return;
  if (value === undefined || value === null || value === '') element.removeAttribute(attributeName(property));
  else element.setAttribute(attributeName(property), String(value));
}

/** `hidden` and the accessibility attributes: the core's own, the same for all tags. */
function commonProperties(): Record<string, object> {
  const common: Record<string, object> = {
    hidden: {
      type: Boolean,
      value: false,
      observer(this: glassEasel.GeneralComponent, value: unknown) {
        domOf(this as unknown as glassEasel.Element)?.toggleAttribute('hidden', value === true);
      },
    },
    animation: {
      type: null,
      value: null,
      observer(this: glassEasel.GeneralComponent, value: unknown) {
        const element = domOf(this as unknown as glassEasel.Element);
        if (element !== null) runAnimation(element, value);
      },
    },
  };
  for (const name of ARIA) {
    common[name] = {
      type: null,
      value: null,
      observer(this: glassEasel.GeneralComponent, value: unknown) {
        writeAttribute(this, name, value);
      },
    };
  }
  return common;
}

/** What `wx.createAnimation().export()` gives: steps of style changes, one after another. */
function runAnimation(element: HTMLElement, value: unknown): void {
  const actions = typeof value === 'object' && value !== null && 'actions' in value && Array.isArray(value.actions) ? value.actions : [];
  let delay = 0;
  for (const action of actions as readonly {
    readonly animates?: readonly { type: string; args: unknown[] }[];
    readonly option?: { transition?: { duration?: number; timingFunction?: string; delay?: number } };
  }[]) {
    const { duration = 400, timingFunction = 'linear', delay: wait = 0 } = action.option?.transition ?? {};
    const steps = action.animates ?? [];
    setTimeout(() => {
      element.style.transition = `all ${duration}ms ${timingFunction} ${wait}ms`;
      const transforms: string[] = [];
      for (const { type, args } of steps) {
        if (type === 'style') element.style.setProperty(String(args[0]), convertUnits(String(args[1])));
        else transforms.push(transformOf(type, args));
      }
      if (transforms.length > 0) element.style.transform = transforms.join(' ');
    }, delay);
    delay += duration + wait;
  }
}

function transformOf(type: string, args: readonly unknown[]): string {
  const unit = type.startsWith('rotate') || type.startsWith('skew') ? 'deg' : type.startsWith('translate') ? 'px' : '';
  return `${type}(${args.map((one) => (typeof one === 'number' ? `${one}${unit}` : String(one))).join(',')})`;
}

function ownProperties(
  definition: BuiltInDefinition,
  changed: (component: glassEasel.GeneralComponent, name: string, value: unknown, previous: unknown) => void,
) {
  const properties: Record<string, object> = {};
  for (const [name, { type, value }] of Object.entries<BuiltInProperty>(definition.properties ?? {})) {
    properties[name] = {
      type: CONSTRUCTORS[type],
      value,
      observer(this: glassEasel.GeneralComponent, next: unknown, previous: unknown) {
        changed(this, name, next, previous);
      },
    };
  }
  return properties;
}

/** A template of one wrapper with the slot in it; the library's default is the slot alone. */
function wrapperTemplate(className: string): object {
  type Define = (...given: unknown[]) => void;
  const children = (_: unknown, __: Define, ___: Define, ____: Define, _____: Define, slot: Define): void => slot('');
  const content = () => (setters: { readonly c: (node: unknown, value: string) => void }) => ({
    C: (_: unknown, __: Define, element: Define) =>
      element(
        'div',
        {},
        (node: unknown, creating: boolean) => {
          if (creating) setters.c(node, className);
        },
        children,
      ),
    B: {},
  });
  return { groupList: {}, content };
}

/** Defines one built-in component in the space, under its tag. */
function define(space: glassEasel.ComponentSpace, definition: BuiltInDefinition, host: MiniprogramHost): void {
  const contexts = new WeakMap<glassEasel.GeneralComponent, { readonly context: NodeContext; readonly instance: BuiltInInstance }>();
  const changed = (component: glassEasel.GeneralComponent, name: string, value: unknown, previous: unknown): void => {
    const known = contexts.get(component);
    if (known !== undefined && known.context.setting !== name) known.instance.changed?.(name, value, previous);
  };
  const component = space.defineComponent({
    is: `built-in/${definition.tag}`,
    properties: { ...commonProperties(), ...ownProperties(definition, changed) } as never,
    ...(definition.wrapper === undefined ? {} : { template: wrapperTemplate(definition.wrapper) as never }),
    options: {
      writeFieldsToNode: false,
      multipleSlots: false,
      propertyPassingDeepCopy: glassEasel.DeepCopyKind.None,
      dataDeepCopy: glassEasel.DeepCopyKind.None,
    },
    lifetimes: {
      attached(this: glassEasel.GeneralComponent) {
        const element = domOf(this as unknown as glassEasel.Element);
        if (element === null) return;
        let known = contexts.get(this);
        if (known === undefined) {
          const context = new NodeContext(this, definition, element, host);
          known = { context, instance: definition.create?.(context) ?? {} };
          contexts.set(this, known);
          handles.set(element, known);
        }
        known.instance.attached?.();
      },
      detached(this: glassEasel.GeneralComponent) {
        contexts.get(this)?.instance.detached?.();
      },
    },
  } as never);
  space.setGlobalUsingComponent(definition.tag, component as never);
}

/** Makes the built-in components known to the mini-program's space; must run before any page is created. */
export function defineBuiltIns(space: glassEasel.ComponentSpace, definitions: readonly BuiltInDefinition[], host: MiniprogramHost): void {
  for (const definition of definitions) define(space, definition, host);
}
