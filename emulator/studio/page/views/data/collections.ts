import { h, icon, iconButton } from '../../dom.ts';
import type { CollectionAbout } from './api.ts';
import { count, keysText, permissionText } from './words.ts';

export interface CollectionList {
  readonly element: HTMLElement;
  show(collections: readonly CollectionAbout[]): void;
  select(name: string): void;
  /** A collection has that many documents now; it lights up. */
  recount(name: string, documents: number): void;
}

/** The pane on the left. `choose` hears of a click. */
export function createCollectionList(choose: (name: string) => void, open: (panel: 'snapshots' | 'transfer') => void): CollectionList {
  const search = h('input', {
    type: 'search',
    class: 'data-input',
    placeholder: '找集合',
    'aria-label': '找集合',
    on: { input: () => filter() },
  });
  const list = h('ul', { class: 'data-collections', 'aria-label': '集合' });
  const none = h('p', { class: 'data-none', hidden: true }, '没有这个名字的集合');
  const total = h('span', { class: 'data-total' });
  const items = new Map<string, { readonly item: HTMLElement; readonly link: HTMLElement; readonly figure: HTMLElement }>();
  let selected = '';

  function filter(): void {
    const wanted = search.value.trim().toLowerCase();
    let shown = 0;
    for (const [name, { item }] of items) {
      item.hidden = !name.toLowerCase().includes(wanted);
      if (!item.hidden) shown += 1;
    }
    none.hidden = shown > 0 || items.size === 0;
  }

  function mark(): void {
    for (const [name, { link }] of items) {
      if (name === selected) {
        link.setAttribute('aria-current', 'true');
        link.scrollIntoView({ block: 'nearest' });
      } else link.removeAttribute('aria-current');
    }
  }

  search.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    const first = [...items].find(([, { item }]) => !item.hidden);
    if (first !== undefined) choose(first[0]);
  });

  const element = h(
    'aside',
    { class: 'data-side', 'aria-label': '集合' },
    h(
      'div',
      { class: 'data-side-top' },
      h('h2', {}, '集合'),
      total,
      iconButton('reload', '重新读取', () => choose(selected)),
    ),
    h('div', { class: 'data-side-search' }, search),
    list,
    none,
    h(
      'div',
      { class: 'data-side-foot' },
      h('button', { type: 'button', class: 'text-button', on: { click: () => open('snapshots') } }, icon('clock', 15), '快照'),
      h('button', { type: 'button', class: 'text-button', on: { click: () => open('transfer') } }, icon('open', 15), '导出 / 导入'),
    ),
  );

  return {
    element,
    show(collections) {
      items.clear();
      const sorted = [...collections].sort((a, b) => (a.name < b.name ? -1 : 1));
      list.replaceChildren(
        ...sorted.map((about) => {
          const indexes = about.indexes.map(({ name, keys, unique }) => `${name} ${keysText(keys)}${unique === true ? ' 唯一' : ''}`);
          const title = `${about.name}\n${permissionText(about.permission)}\n${indexes.length === 0 ? '没有建索引（_id 总有）' : `索引：\n${indexes.join('\n')}`}`;
          const figure = h('span', { class: 'figure' }, count(about.count));
          const link = h(
            'button',
            { type: 'button', title, on: { click: () => choose(about.name) } },
            h('span', { class: 'name' }, about.name),
            figure,
          );
          const item = h('li', {}, link);
          items.set(about.name, { item, link, figure });
          return item;
        }),
      );
      total.textContent = String(collections.length);
      filter();
      mark();
    },
    select(name) {
      selected = name;
      mark();
    },
    recount(name, documents) {
      const entry = items.get(name);
      if (entry === undefined) return;
      entry.figure.textContent = count(documents);
      entry.link.classList.remove('lit');
      void entry.link.offsetWidth;
      entry.link.classList.add('lit');
    },
  };
}
