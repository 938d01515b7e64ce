import { h, icon, iconButton, redraw } from './dom.ts';
import { siteView } from './layout.ts';
import type { Panel } from './phone.ts';
import { createScreen } from './screen.ts';

export interface Site extends Panel {
  start(): void;
  /** Covers the phones and the feed, or goes back to its place. */
  enlarge(large: boolean): void;
}

/** The hosted site in a browser's frame, or what to do where there is none. */
export function createSite(path: string | null, enlarged: (large: boolean) => void): Site {
  let large = false;
  const screen = createScreen('网页端', 'site');
  const open =
    path === null
      ? null
      : h('a', { class: 'text-button', href: path, target: '_blank', rel: 'noopener' }, icon('open', 14), h('span', {}, '新标签页打开'));
  open?.addEventListener('click', () => (open.href = screen.address()));
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
      h('div', { class: 'address' }, path === null ? '没有网页' : `${location.host}${path}`),
      open,
      path === null ? null : size,
    ),
    path === null ? empty : view,
  );
  new ResizeObserver(() => {
    if (view.clientWidth === 0) return;
    const { width, height, scale } = siteView({ width: view.clientWidth, height: view.clientHeight });
    Object.assign(screen.element.style, { width: `${width}px`, height: `${height}px`, transform: scale === 1 ? '' : `scale(${scale})` });
  }).observe(view);

  return { id: 'site', title: '网页端', element, enlarge, start: () => (path === null ? undefined : screen.go(path)) };
}
