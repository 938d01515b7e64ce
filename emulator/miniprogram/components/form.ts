import type { BuiltInContext, BuiltInHandle } from '../types.ts';
import { Base, controlOf, define } from './base.ts';

const FIELDS = ['input', 'textarea', 'picker', 'switch', 'slider', 'checkbox-group', 'radio-group'];

/** Gathers the named controls inside it, however deep in custom components. */
export class Form extends Base {
  get #fields(): readonly BuiltInHandle[] {
    return this.context.inside(...FIELDS);
  }

  submit(by: BuiltInContext): void {
    const value: Record<string, unknown> = {};
    for (const { instance } of this.#fields) {
      const { name, value: read } = controlOf(instance);
      const key = name?.() ?? '';
      if (key !== '') value[key] = read?.();
    }
    const target = { id: by.element.id, dataset: by.dataset() };
    this.context.trigger('submit', { value, formId: '', target });
  }

  reset(): void {
    for (const { instance } of this.#fields) controlOf(instance).reset?.();
    this.context.trigger('reset', {});
  }
}

export const formComponents = [define('form', { reportSubmit: false, reportSubmitTimeout: 0 }, (context) => new Form(context))];
