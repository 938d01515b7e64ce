import { h, icon, iconButton, redraw } from './dom.ts';
import { siteScale } from './layout.ts';
import type { Panel } from './phone.ts';
import { createScreen } from './screen.ts';

export interface Site extends Panel {
  start(): void;
  /** Covers the phones and the feed, or goes back to its place. */
  enlarge(large: boolean): void;
}

/** The hosted site in a browser's frame. With several sites the address is a choice. */
export function createSite(sites: readonly string[], enlarged: (large: boolean) => void): Site {
  const [first] = sites;
  const title = '网页';
  let large = false;
  let shown = first ?? '';
  const screen = createScreen('网页端', 'site');
  const open = h(
    'a',
    { class: 'text-button', href: shown, target: '_blank', rel: 'noopener' },
    icon('open', 14),
    h('span', {}, '新标签页打开'),
  );
  const address = (path: string): string => `${location.host}${path}`;
  const choose = h('select', { 'aria-label': '网址' }, ...sites.map((path) => h('option', { value: path }, address(path))));
  choose.addEventListener('change', () => {
    shown = choose.value;
    open.href = shown;
    screen.go(shown);
  });
  const size = iconButton('grow', '放大网页', () => enlarge(!large));

  function enlarge(wanted: boolean): void {
    large = wanted;
    element.classList.toggle('large', large);
    redraw(size, large ? 'shrink' : 'grow', large ? '缩回原处' : '放大网页');
    enlarged(large);
  }

  const view = h('div', { class: 'site-view' }, screen.element);
  const empty = h(
    'div',
    { class: 'empty' },
    icon('open', 32),
    h('p', {}, '没有可以显示的网页'),
    h('small', {}, '在 cloudbaserc.json 的 emulator.hosting 中声明目录，构建后刷新本页'),
  );
  const element = h(
    'section',
    { class: 'site', id: 'panel-site', 'aria-label': '网页端' },
    h(
      'header',
      { class: 'site-bar' },
      h('span', { class: 'lights', 'aria-hidden': 'true' }, h('i'), h('i'), h('i')),
      iconButton('reload', '重新载入网页', () => screen.reload()),
      h('div', { class: 'address' }, sites.length > 1 ? choose : h('span', {}, first === undefined ? '未部署网页' : address(first))),
      ...(first === undefined ? [] : [open, size]),
    ),
    first === undefined ? empty : view,
  );
  new ResizeObserver(() => {
    const { width, scale } = siteScale(view.clientWidth);
    Object.assign(screen.element.style, {
      width: `${width}px`,
      height: `${view.clientHeight / scale}px`,
      transform: scale === 1 ? '' : `scale(${scale})`,
    });
  }).observe(view);

  return { id: 'site', title, element, enlarge, start: () => (first === undefined ? undefined : screen.go(first)) };
}
