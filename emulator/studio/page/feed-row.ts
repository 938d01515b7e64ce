import { h, icon } from './dom.ts';
import type { Group } from './feed-model.ts';
import { KIND_NAMES, lineOf, timeOf, type Line, type Names } from './feed-text.ts';

/** One line of the list, opened and closed by its button. */
export class Row {
  readonly element: HTMLLIElement;
  readonly button: HTMLButtonElement;
  readonly #names: Names;
  readonly #body: HTMLElement;
  #group: Group;
  #line: Line;

  constructor(group: Group, names: Names) {
    this.#group = group;
    this.#names = names;
    this.#line = lineOf(group, names);
    this.#body = h('dl', { class: 'row-details', id: `row-${group.id}`, hidden: true });
    this.button = h('button', {
      type: 'button',
      class: 'row',
      tabindex: -1,
      'aria-expanded': 'false',
      'aria-controls': `row-${group.id}`,
      on: { click: () => this.#toggle() },
    });
    this.element = h('li', { 'data-kind': group.kind }, this.button, this.#body);
    this.#draw();
  }

  show(group: Group): void {
    if (group === this.#group) return;
    this.#group = group;
    this.#line = lineOf(group, this.#names);
    this.#draw();
  }

  #toggle(): void {
    this.#body.hidden = !this.#body.hidden;
    this.button.setAttribute('aria-expanded', String(!this.#body.hidden));
    this.#drawDetails();
  }

  #draw(): void {
    const { title, about, figure, took, status } = this.#line;
    const at = this.#group.events.at(-1)?.at ?? 0;
    this.button.replaceChildren(
      h('span', { class: 'row-kind', role: 'img', 'aria-label': KIND_NAMES[this.#group.kind] }, icon(this.#group.kind, 14)),
      h('span', { class: 'row-title' }, title),
      h('span', { class: 'row-about' }, about),
      h('span', { class: 'row-figure' }, figure),
      h('span', { class: 'row-took' }, took),
      h(
        'span',
        { class: 'row-status' },
        status === null ? null : h('b', { class: `tone-${status.tone}`, title: status.text }, status.text),
      ),
      h('time', { datetime: new Date(at).toISOString() }, timeOf(at)),
    );
    this.#drawDetails();
  }

  #drawDetails(): void {
    if (this.#body.hidden) return;
    this.#body.replaceChildren(...this.#line.details.flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]));
  }
}
