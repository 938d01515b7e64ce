import { h } from '../../dom.ts';
import { count } from './words.ts';

export interface Pager {
  readonly element: HTMLElement;
  show(skip: number, shown: number, total: number): void;
  hide(): void;
}

/** Which rows these are of how many, and the way to the others. `go` hears of how many are to be passed over. */
export function createPager(size: number, go: (skip: number) => void): Pager {
  let at = 0;
  const where = h('span', { 'data-testid': 'data-where' });
  const back = h('button', { type: 'button', class: 'text-button', on: { click: () => go(Math.max(0, at - size)) } }, '上一页');
  const on = h('button', { type: 'button', class: 'text-button', on: { click: () => go(at + size) } }, '下一页');
  const keys = h(
    'span',
    { class: 'keys' },
    h('kbd', {}, '/'),
    '查询',
    h('kbd', {}, '↑↓'),
    '选择',
    h('kbd', {}, 'Enter'),
    '打开',
    h('kbd', {}, 'Esc'),
    '关闭',
  );
  const element = h('div', { class: 'data-pager' }, where, keys, h('span', { class: 'spring' }), back, on);
  return {
    element,
    show(skip, shown, total) {
      at = skip;
      where.textContent = total === 0 ? '0 份' : `第 ${count(skip + 1)}–${count(skip + shown)} 份，共 ${count(total)} 份`;
      back.disabled = skip === 0;
      on.disabled = skip + shown >= total;
      back.hidden = on.hidden = total <= size;
    },
    hide() {
      where.textContent = '';
      back.hidden = on.hidden = true;
    },
  };
}
