import type { BuiltInContext, BuiltInDefinition, BuiltInInstance, BuiltInProperty } from '../types.ts';
import { servicesOf, type HostServices } from '../wx/services.ts';

export type Properties = Readonly<Record<string, BuiltInProperty>>;

/** Short names for property lists: the default tells the type. `any(null)` stands for lists, objects and "not given". */
export function properties(defaults: Readonly<Record<string, unknown>>): Properties {
  return Object.fromEntries(Object.entries(defaults).map(([name, value]) => [name, { type: typeOf(value), value }]));
}

function typeOf(value: unknown): BuiltInProperty['type'] {
  const type = typeof value;
  return type === 'string' || type === 'number' || type === 'boolean' ? type : 'any';
}

export type Detail = Readonly<Record<string, unknown>>;

/**
 * One instance of a built-in. `sync` brings its own DOM to what the properties say; it runs when the instance enters the page and after every
 * change, so it must be idempotent.
 */
export abstract class Base implements BuiltInInstance {
  protected readonly context: BuiltInContext;
  #stops: (() => void)[] = [];

  constructor(context: BuiltInContext) {
    this.context = context;
  }

  protected sync(): void {
    return;
  }

  /** Listeners and observers start here; end them through {@link onDetach}. */
  protected start(): void {
    return;
  }

  attached(): void {
    this.sync();
    this.start();
  }

  detached(): void {
    for (const stop of this.#stops.splice(0)) stop();
  }

  changed(_name: string, _value: unknown, _previous: unknown): void {
    this.sync();
  }

  protected onDetach(stop: () => void): void {
    this.#stops.push(stop);
  }

  protected listen<Type extends keyof HTMLElementEventMap>(
    target: HTMLElement,
    type: Type,
    listener: (event: HTMLElementEventMap[Type]) => void,
    options: AddEventListenerOptions = {},
  ): void {
    target.addEventListener(type, listener, options);
    this.onDetach(() => target.removeEventListener(type, listener, options));
  }

  protected get element(): HTMLElement {
    return this.context.element;
  }

  protected get services(): HostServices {
    return servicesOf(this.context.host);
  }

  protected value(name: string): unknown {
    return this.context.properties[name];
  }

  protected text(name: string): string {
    const value = this.value(name);
    return value === undefined || value === null ? '' : String(value);
  }

  protected flag(name: string): boolean {
    return Boolean(this.value(name));
  }

  protected number(name: string, fallback = 0): number {
    const value = this.value(name);
    const read = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value ?? Number.NaN);
    return Number.isFinite(read) ? read : fallback;
  }

  protected list(name: string): readonly unknown[] {
    const value = this.value(name);
    return Array.isArray(value) ? value : [];
  }
}

export function define(
  tag: string,
  defaults: Readonly<Record<string, unknown>>,
  create?: (context: BuiltInContext) => BuiltInInstance,
  wrapper?: string,
): BuiltInDefinition {
  return {
    tag,
    properties: properties(defaults),
    ...(create === undefined ? {} : { create }),
    ...(wrapper === undefined ? {} : { wrapper }),
  };
}

/** What a form, a label or a group asks of a control. Kept in `shared`. */
export interface Control {
  readonly name?: () => string;
  readonly value?: () => unknown;
  readonly reset?: () => void;
  /** As if the control itself had been tapped. */
  readonly activate?: () => void;
}

export function controlOf(instance: BuiltInInstance): Control {
  return instance.shared ?? {};
}

export function node<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, className: string): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  made.className = className;
  return made;
}

/** Lets the keyboard do what a tap does: Enter and Space on the focused element click it, and the host makes a click a tap. */
export function tapByKey(element: HTMLElement, role: string): () => void {
  if (!element.hasAttribute('role')) element.setAttribute('role', role);
  if (!element.hasAttribute('tabindex')) element.tabIndex = 0;
  const pressed = (event: KeyboardEvent): void => {
    if (event.target !== element || (event.key !== 'Enter' && event.key !== ' ')) return;
    event.preventDefault();
    if (!event.repeat) element.click();
  };
  element.addEventListener('keydown', pressed);
  return () => element.removeEventListener('keydown', pressed);
}
