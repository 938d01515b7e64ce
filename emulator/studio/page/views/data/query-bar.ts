import { readRelaxed, SyntaxProblem } from '../../../../tools/relaxed.ts';
import { h, icon, memory } from '../../dom.ts';
import type { QueryAnswer } from './api.ts';
import { count, keysText, problemText } from './words.ts';

export interface Asked {
  readonly filter: string;
  readonly sort: string;
}

export interface QueryBar {
  readonly element: HTMLElement;
  value(): Asked;
  set(asked: Asked): void;
  focus(): void;
  /** Earlier filters of a collection, and others to begin with. */
  suggest(collection: string, examples: readonly string[]): void;
  remember(): void;
  explain(answer: QueryAnswer): void;
  busy(): void;
  problem(text: string): void;
}

const KEPT = 12;

/** What can be said before the server is asked; null when it can be read. */
export function syntaxOf(text: string): SyntaxProblem | null {
  if (text.trim() === '') return null;
  try {
    readRelaxed(text);
    return null;
  } catch (error) {
    if (error instanceof SyntaxProblem) return error;
    throw error;
  }
}

function explanation({ explain, ms }: QueryAnswer): { readonly tone: 'good' | 'warn' | 'plain'; readonly text: string } {
  const took = `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} 毫秒`;
  const looked = `看了 ${count(explain.examined)} 份，返回 ${count(explain.returned)} 份 · ${took}`;
  if (explain.index !== null) return { tone: 'good', text: `走索引 ${explain.index.replaceAll('|', '、')} · ${looked}` };
  if (!explain.scanned) return { tone: 'plain', text: `全部文档，按写入先后 · ${took}` };
  const advice = explain.wouldServe.length > 0 ? `建议索引 ${keysText(explain.wouldServe)}` : '条件里没有等值或范围，索引帮不上';
  return { tone: 'warn', text: `全表扫描，${advice} · ${looked}` };
}

/** The line to type in, with what came of it underneath. */
export function createQueryBar(run: () => void, create: () => void): QueryBar {
  const filter = h('textarea', {
    class: 'data-input code',
    rows: 1,
    spellcheck: 'false',
    autocomplete: 'off',
    placeholder: '{ status: "PAID", total: { $gte: 100 } }',
    'aria-label': '条件',
    'data-testid': 'data-filter',
  });
  const sort = h('input', {
    class: 'data-input code sort',
    spellcheck: 'false',
    autocomplete: 'off',
    placeholder: '-createdAt',
    title: '字段名，前面加减号是从大到小；多个用逗号隔开',
    'aria-label': '排序',
    'data-testid': 'data-sort',
  });
  const line = h('p', { class: 'data-explain', role: 'status', 'data-testid': 'data-explain' });
  const menu = h('div', { class: 'data-menu', role: 'menu', hidden: true });
  const toggle = h(
    'button',
    {
      type: 'button',
      class: 'text-button',
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
      on: { click: () => show(menu.hidden !== false) },
    },
    icon('clock', 14),
    '历史与示例',
  );
  let collection = '';
  let examples: readonly string[] = [];

  const key = (): string => `data-history:${collection}`;
  const history = (): string[] => {
    try {
      const kept: unknown = JSON.parse(memory.read(key()) ?? '[]');
      return Array.isArray(kept) ? kept.filter((item) => typeof item === 'string') : [];
    } catch {
      return [];
    }
  };
  const grow = (): void => {
    filter.style.height = 'auto';
    filter.style.height = `${Math.min(120, filter.scrollHeight + 2)}px`;
  };

  function show(visible: boolean): void {
    toggle.setAttribute('aria-expanded', String(visible));
    menu.hidden = !visible;
    if (!visible) return;
    const entry = (text: string): HTMLElement =>
      h('button', { type: 'button', role: 'menuitem', title: text, on: { click: () => use(text) } }, text);
    const past = history();
    menu.replaceChildren(
      ...(past.length === 0 ? [] : [h('b', {}, '用过的'), ...past.map(entry)]),
      h('b', {}, '示例'),
      ...examples.map(entry),
    );
    menu.querySelector('button')?.focus();
  }

  function use(text: string): void {
    show(false);
    filter.value = text;
    grow();
    filter.focus();
    run();
  }

  menu.addEventListener('keydown', (event) => {
    const all = [...menu.querySelectorAll('button')];
    const at = all.indexOf(document.activeElement as HTMLButtonElement);
    if (event.key === 'ArrowDown') all[Math.min(all.length - 1, at + 1)]?.focus();
    else if (event.key === 'ArrowUp') all[Math.max(0, at - 1)]?.focus();
    else if (event.key === 'Escape') {
      show(false);
      toggle.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  document.addEventListener('pointerdown', ({ target }) => {
    if (!menu.hidden && target instanceof Node && !menu.contains(target) && !toggle.contains(target)) show(false);
  });
  filter.addEventListener('input', () => {
    grow();
    const problem = syntaxOf(filter.value);
    if (problem !== null) tell('bad', problemText(problem));
    else tell('plain', '按回车查询');
  });
  for (const field of [filter, sort]) {
    field.addEventListener('keydown', (event) => {
      if (!(event instanceof KeyboardEvent) || event.isComposing) return;
      if (event.key === 'Enter' && !event.shiftKey) {
        event.preventDefault();
        run();
      } else if (event.key === 'Escape') {
        event.stopPropagation();
        field.blur();
      }
    });
  }

  function tell(tone: 'good' | 'warn' | 'plain' | 'bad', text: string): void {
    line.className = `data-explain ${tone}`;
    line.textContent = text;
  }

  const element = h(
    'div',
    { class: 'data-query' },
    h(
      'div',
      { class: 'data-query-row' },
      h('label', {}, h('span', {}, '条件'), filter),
      h('label', { class: 'narrow' }, h('span', {}, '排序'), sort),
      h('button', { type: 'button', class: 'data-run', on: { click: run } }, '查询'),
      h('button', { type: 'button', class: 'text-button new', on: { click: create } }, '新建文档'),
    ),
    h('div', { class: 'data-query-under' }, line, h('span', { class: 'data-menu-place' }, toggle, menu)),
  );

  return {
    element,
    value: () => ({ filter: filter.value, sort: sort.value }),
    set(asked) {
      filter.value = asked.filter;
      sort.value = asked.sort;
      grow();
    },
    focus() {
      filter.focus();
      filter.select();
    },
    suggest(name, list) {
      collection = name;
      examples = list;
    },
    remember() {
      const text = filter.value.trim();
      if (text === '' || text === '{}') return;
      memory.write(key(), JSON.stringify([text, ...history().filter((other) => other !== text)].slice(0, KEPT)));
    },
    explain(answer) {
      const { tone, text } = explanation(answer);
      tell(tone, text);
    },
    busy: () => tell('plain', '正在查询…'),
    problem: (text) => tell('bad', text),
  };
}
