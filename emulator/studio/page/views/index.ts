import { h } from '../dom.ts';

/** Fills `host` with the view and answers what ends it. A view is mounted once, when it is first shown, and stays so; `host.hidden` says whether it is seen. */
export type Mount = (host: HTMLElement) => () => void;

export interface View {
  /** The first part of its address: `#/<id>`. What follows is the view's own. */
  readonly id: string;
  readonly title: string;
  readonly load: () => Promise<{ readonly mount: Mount }>;
}

export const VIEWS: readonly View[] = [
  { id: 'data', title: '数据', load: () => import('./data/index.ts') },
  { id: 'logs', title: '日志', load: () => import('./logs/index.ts') },
  { id: 'faults', title: '故障', load: () => import('./faults/index.ts') },
  { id: 'meter', title: '用量', load: () => import('./meter/index.ts') },
];

/** The parts of the address after `#/`: `#/logs/abc` → `['logs', 'abc']`. */
export function routeOf(hash: string): readonly string[] {
  return hash
    .replace(/^#\/?/, '')
    .split('/')
    .filter((part) => part !== '')
    .map((part) => {
      try {
        return decodeURIComponent(part);
      } catch {
        return part;
      }
    });
}

/** The switch in the header, and the views it switches between. The shop is never taken apart: its phones go on running behind the others. */
export function createViews(
  shop: HTMLElement,
  views: readonly View[] = VIEWS,
): { readonly nav: HTMLElement; readonly element: HTMLElement } {
  const link = (address: string, title: string): HTMLAnchorElement => h('a', { href: address }, title);
  const links = new Map([['', link('#/', '商店')], ...views.map(({ id, title }) => [id, link(`#/${id}`, title)] as const)]);
  const nav = h('nav', { class: 'views-nav', 'aria-label': '视图' }, ...links.values());
  const element = h('div', { class: 'views' }, shop);
  const hosts = new Map<string, HTMLElement>();
  const ends: (() => void)[] = [];

  async function fill(host: HTMLElement, view: View): Promise<void> {
    host.replaceChildren(h('div', { class: 'whole', role: 'status' }, h('i', { class: 'turning' }), h('p', {}, `正在打开${view.title}…`)));
    try {
      const { mount } = await view.load();
      host.replaceChildren();
      ends.push(mount(host));
    } catch (error) {
      const retry = h('button', { type: 'button', class: 'primary', on: { click: () => void fill(host, view) } }, '重试');
      const said = error instanceof Error ? error.message : String(error);
      host.replaceChildren(h('div', { class: 'whole', role: 'alert' }, h('h1', {}, `打不开${view.title}`), h('p', {}, said), retry));
    }
  }

  function show(): void {
    const [wanted = ''] = routeOf(location.hash);
    const view = views.find(({ id }) => id === wanted);
    const shown = view?.id ?? '';
    for (const [id, anchor] of links) {
      if (id === shown) anchor.setAttribute('aria-current', 'page');
      else anchor.removeAttribute('aria-current');
    }
    shop.classList.toggle('away', view !== undefined);
    shop.toggleAttribute('inert', view !== undefined);
    for (const [id, host] of hosts) host.hidden = id !== shown;
    if (view === undefined || hosts.has(view.id)) return;
    const host = h('section', { class: 'view', 'aria-label': view.title, 'data-testid': `view-${view.id}` });
    hosts.set(view.id, host);
    element.append(host);
    void fill(host, view);
  }

  addEventListener('hashchange', show);
  addEventListener('pagehide', ({ persisted }) => {
    if (!persisted) for (const end of ends.splice(0)) end();
  });
  show();
  return { nav, element };
}
