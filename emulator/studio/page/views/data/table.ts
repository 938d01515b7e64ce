import { h, icon } from '../../dom.ts';
import type { Row } from './api.ts';
import { cellOf, columnsOf, isNumeric } from './cells.ts';

export interface Table {
  readonly element: HTMLElement;
  /** `live`: the same question asked again; columns stay, and what has become another lights up. */
  show(rows: readonly Row[], sort: string, live: boolean): void;
  /** Instead of rows: nothing there, or a failure. */
  say(title: string, text: string): void;
  loading(): void;
  select(id: unknown): void;
  /** Chooses the row that lies `by` rows after the chosen one. */
  move(by: number): void;
  rows(): readonly Row[];
  chosen(): Row | undefined;
}

const keyOf = (id: unknown): string => JSON.stringify(id) ?? '';

/** `choose` hears of the row that is to be opened; `order` of a click on a column's name. */
export function createTable(choose: (row: Row) => void, order: (sort: string) => void): Table {
  const head = h('thead');
  const body = h('tbody');
  const table = h('table', { class: 'data-table', 'data-testid': 'data-table' }, head, body);
  const message = h('div', { class: 'data-message', hidden: true });
  const element = h('div', { class: 'data-rows', tabindex: '-1' }, table, message);
  let rows: readonly Row[] = [];
  let columns: readonly string[] = [];
  let selected: string | null = null;
  let before = new Map<string, Row>();

  function header(sort: string): HTMLElement {
    return h(
      'tr',
      {},
      ...columns.map((column) => {
        const direction = sort === column ? 1 : sort === `-${column}` ? -1 : 0;
        const next = direction === 0 ? column : direction === 1 ? `-${column}` : '';
        const arrow = direction === 0 ? null : h('i', { 'aria-hidden': 'true' }, direction === 1 ? '↑' : '↓');
        return h(
          'th',
          {
            scope: 'col',
            class: isNumeric(rows, column) ? 'number' : '',
            'aria-sort': direction === 0 ? 'none' : direction === 1 ? 'ascending' : 'descending',
          },
          h('button', { type: 'button', title: `${column}：点一下排序`, on: { click: () => order(next) } }, column, arrow),
        );
      }),
    );
  }

  function line(row: Row, live: boolean): HTMLElement {
    const key = keyOf(row['_id']);
    const old = before.get(key);
    const isNew = live && old === undefined;
    const element = h('tr', {
      class: `${key === selected ? 'chosen' : ''} ${isNew ? 'lit' : ''}`,
      'data-id': key,
      'aria-selected': String(key === selected),
      on: { click: () => choose(row) },
    });
    for (const column of columns) {
      const { text, kind, title } = cellOf(row[column]);
      const changed = live && old !== undefined && JSON.stringify(old[column]) !== JSON.stringify(row[column]);
      element.append(h('td', { class: `${kind} ${changed ? 'lit' : ''}`, title: title === '' ? false : title }, h('span', {}, text)));
    }
    return element;
  }

  function mark(): void {
    for (const row of body.children) {
      const isChosen = row.getAttribute('data-id') === selected;
      row.classList.toggle('chosen', isChosen);
      row.setAttribute('aria-selected', String(isChosen));
      if (isChosen) row.scrollIntoView({ block: 'nearest' });
    }
  }

  return {
    element,
    show(given, sort, live) {
      rows = given;
      const seen = columnsOf(rows);
      if (!live || columns.length <= 1) columns = rows.length === 0 ? [] : seen;
      head.replaceChildren(header(sort));
      body.replaceChildren(...rows.map((row) => line(row, live)));
      before = new Map(rows.map((row) => [keyOf(row['_id']), row]));
      message.hidden = true;
      table.hidden = false;
      if (!live) element.scrollTop = 0;
    },
    say(title, text) {
      rows = [];
      before = new Map();
      body.replaceChildren();
      table.hidden = true;
      message.hidden = false;
      message.replaceChildren(icon('change', 28), h('b', {}, title), h('span', {}, text));
    },
    loading() {
      table.hidden = true;
      message.hidden = false;
      message.replaceChildren(h('i', { class: 'turning' }), h('span', {}, '正在读取…'));
    },
    select(id) {
      selected = id === undefined ? null : keyOf(id);
      mark();
    },
    move(by) {
      if (rows.length === 0) return;
      const at = rows.findIndex((row) => keyOf(row['_id']) === selected);
      const next = rows[at === -1 ? (by > 0 ? 0 : rows.length - 1) : Math.max(0, Math.min(rows.length - 1, at + by))];
      if (next === undefined) return;
      selected = keyOf(next['_id']);
      mark();
    },
    rows: () => rows,
    chosen: () => rows.find((row) => keyOf(row['_id']) === selected),
  };
}
