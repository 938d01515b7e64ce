import type { StampedEvent } from '../../types.ts';
import { h, icon, iconButton, redraw } from './dom.ts';
import { appendEvent, Arrivals, KINDS, type Group, type Kind } from './feed-model.ts';
import { Row } from './feed-row.ts';
import { listenToFeed } from './feed-source.ts';
import { compact, KIND_NAMES, type Names } from './feed-text.ts';
import type { Panel } from './phone.ts';

/** What the server repeats arrives at once; what comes later is news and may be seen to come. */
const REPEATED_MS = 400;

/** What the emulator is doing, newest on top. */
export class Feed implements Panel {
  readonly id = 'feed';
  readonly title = '动态';
  readonly element: HTMLElement;
  readonly #names: Names;
  readonly #connected: (connected: boolean) => void;
  readonly #list = h('ol', { class: 'rows', 'aria-label': '动态，最新的在最上' });
  readonly #empty = h('div', { class: 'empty' });
  readonly #chips = new Map<Kind, { readonly button: HTMLButtonElement; readonly count: HTMLElement }>();
  readonly #pauseButton: HTMLButtonElement;
  readonly #waiting = h('button', { type: 'button', class: 'waiting', hidden: true, on: { click: () => this.#pause(false) } });
  readonly #rows = new Map<number, Row>();
  readonly #hidden = new Set<Kind>();
  #arrivals = new Arrivals();
  #counts = new Map<Kind, number>();
  #groups: readonly Group[] = [];
  #paused = false;
  #missed = 0;
  #liveSince = Infinity;
  #drawing = false;

  constructor(names: Names, connected: (connected: boolean) => void) {
    this.#names = names;
    this.#connected = connected;
    const chips = h('div', { class: 'chips', role: 'group', 'aria-label': '显示哪些' }, ...KINDS.map((kind) => this.#chip(kind)));
    this.#pauseButton = iconButton('pause', '暂停', () => this.#pause(!this.#paused));
    this.element = h(
      'section',
      { class: 'feed', id: 'panel-feed', 'aria-label': '动态' },
      h(
        'header',
        { class: 'feed-bar' },
        h('h2', {}, '动态'),
        chips,
        this.#waiting,
        this.#pauseButton,
        iconButton('clear', '清空', () => this.#clear()),
      ),
      h('div', { class: 'feed-body', 'data-testid': 'feed' }, this.#list, this.#empty),
    );
    this.#list.addEventListener('keydown', (event) => this.#move(event));
    this.#list.addEventListener('focusin', ({ target }) => this.#makeReachable(target));
    this.#draw();
  }

  start(): void {
    listenToFeed({
      event: (event) => this.#take(event),
      connected: (connected) => {
        this.#liveSince = connected ? performance.now() + REPEATED_MS : Infinity;
        this.#connected(connected);
      },
    });
  }

  #chip(kind: Kind): HTMLButtonElement {
    const count = h('span', { class: 'chip-count' }, '0');
    const button = h(
      'button',
      { type: 'button', class: 'chip', 'data-kind': kind, 'aria-pressed': 'true', on: { click: () => this.#filter(kind) } },
      icon(kind, 13),
      KIND_NAMES[kind],
      count,
    );
    this.#chips.set(kind, { button, count });
    return button;
  }

  #filter(kind: Kind): void {
    if (!this.#hidden.delete(kind)) this.#hidden.add(kind);
    this.#chips.get(kind)?.button.setAttribute('aria-pressed', String(!this.#hidden.has(kind)));
    this.#list.classList.toggle(`without-${kind}`, this.#hidden.has(kind));
    this.#draw();
  }

  #take(event: StampedEvent): void {
    const arrival = this.#arrivals.arrive(event);
    if (arrival === 'known') return;
    if (arrival === 'restarted') this.#forget();
    this.#groups = appendEvent(this.#groups, event);
    this.#counts.set(event.kind, (this.#counts.get(event.kind) ?? 0) + 1);
    if (this.#paused) this.#missed += 1;
    this.#schedule();
  }

  #forget(): void {
    this.#groups = [];
    this.#counts = new Map();
    this.#missed = 0;
  }

  #clear(): void {
    this.#forget();
    this.#drawRows();
    this.#draw();
  }

  #pause(paused: boolean): void {
    if (paused === this.#paused) return;
    this.#paused = paused;
    this.#missed = 0;
    redraw(this.#pauseButton, paused ? 'play' : 'pause', paused ? '继续' : '暂停');
    if (!paused) this.#pauseButton.focus();
    this.#schedule();
  }

  /** Many events in one turn are one drawing. */
  #schedule(): void {
    if (this.#drawing) return;
    this.#drawing = true;
    requestAnimationFrame(() => {
      this.#drawing = false;
      if (!this.#paused) this.#drawRows();
      this.#draw();
    });
  }

  #drawRows(): void {
    const kept = new Set(this.#groups.map(({ id }) => id));
    for (const [id, row] of this.#rows) {
      if (kept.has(id)) continue;
      row.element.remove();
      this.#rows.delete(id);
    }
    const live = performance.now() > this.#liveSince;
    for (const group of [...this.#groups].reverse()) {
      const known = this.#rows.get(group.id);
      if (known) known.show(group);
      else {
        const row = new Row(group, this.#names);
        if (live) row.element.classList.add('fresh');
        this.#rows.set(group.id, row);
        this.#list.prepend(row.element);
      }
    }
    if (this.#list.querySelector('.row[tabindex="0"]') === null) this.#list.querySelector('.row')?.setAttribute('tabindex', '0');
  }

  #draw(): void {
    for (const [kind, { count }] of this.#chips) count.textContent = compact(this.#counts.get(kind) ?? 0);
    this.#waiting.hidden = !this.#paused;
    this.#waiting.textContent = this.#missed === 0 ? '已暂停' : `已暂停，${this.#missed} 条新动态`;
    const shown = [...this.#list.children].some(({ attributes }) => !this.#hidden.has(attributes.getNamedItem('data-kind')?.value as Kind));
    this.#empty.hidden = shown;
    if (shown) return;
    const filtered = this.#groups.length > 0 && this.#hidden.size > 0;
    this.#empty.replaceChildren(
      icon('call', 28),
      h('p', {}, filtered ? '选中的种类里还没有动态' : '还没有动态'),
      h('small', {}, filtered ? '点上方的标签，显示其他种类' : '在任一端点一点，云函数与数据库的每一步都会出现在这里'),
    );
  }

  /** Arrow keys walk the list, which is one stop of the Tab key. */
  #move(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const buttons = [...this.#list.querySelectorAll<HTMLElement>('.row')].filter(({ offsetParent }) => offsetParent !== null);
    const index = buttons.findIndex((button) => button === document.activeElement);
    buttons[Math.min(buttons.length - 1, Math.max(0, index + step))]?.focus();
  }

  #makeReachable(target: EventTarget | null): void {
    if (!(target instanceof HTMLElement) || !target.classList.contains('row')) return;
    this.#list.querySelector('.row[tabindex="0"]')?.setAttribute('tabindex', '-1');
    target.setAttribute('tabindex', '0');
  }
}
