import { frameStyles } from './frame-styles.ts';
import { isObject, textOr, type JsonObject, type Program } from './program.ts';

const SVG = 'http://www.w3.org/2000/svg';
const NAV_HEIGHT = 44;

function create(tag: string, className: string, parent: HTMLElement): HTMLElement {
  const element = document.createElement(tag);
  element.className = className;
  parent.append(element);
  return element;
}

/** A line drawing; `path` is SVG path data in a box of `size`. */
function drawing(path: string, width: number, height: number, filled = false): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
  svg.setAttribute('width', String(width));
  svg.setAttribute('height', String(height));
  svg.setAttribute('aria-hidden', 'true');
  const line = document.createElementNS(SVG, 'path');
  line.setAttribute('d', path);
  line.setAttribute('fill', filled ? 'currentColor' : 'none');
  if (!filled) {
    line.setAttribute('stroke', 'currentColor');
    line.setAttribute('stroke-width', '2');
    line.setAttribute('stroke-linecap', 'round');
    line.setAttribute('stroke-linejoin', 'round');
  }
  svg.append(line);
  return svg;
}

export interface TabItem {
  readonly pagePath: string;
  readonly element: HTMLButtonElement;
  readonly badge: HTMLElement;
  text: string;
  iconPath: string;
  selectedIconPath: string;
}

export interface FrameEvents {
  back(): void;
  tab(index: number): void;
}

/** What a page asks of the frame around it: its own JSON over app.json's `window`. */
export interface WindowStyle {
  title: string;
  front: string;
  background: string;
  custom: boolean;
  loading: boolean;
}

export function windowStyle(app: JsonObject, page: JsonObject): WindowStyle {
  const window = isObject(app['window']) ? app['window'] : {};
  const pick = (key: string, fallback: string): string => textOr(page[key], textOr(window[key], fallback));
  return {
    title: pick('navigationBarTitleText', ''),
    front: pick('navigationBarTextStyle', 'white') === 'black' ? '#000000' : '#ffffff',
    background: pick('navigationBarBackgroundColor', '#000000'),
    custom: pick('navigationStyle', 'default') === 'custom',
    loading: false,
  };
}

/** The phone: status bar, navigation bar, the stage the pages stand on, tab bar. Knows nothing of pages. */
export class Frame {
  readonly phone: HTMLElement;
  readonly stage: HTMLElement;
  readonly tabs: readonly TabItem[];
  readonly statusBarHeight: number;
  readonly #top: HTMLElement;
  readonly #title: HTMLElement;
  readonly #loading: HTMLElement;
  readonly #back: HTMLButtonElement;
  readonly #tabBar: HTMLElement;
  readonly #resource: (path: string) => string;
  #tabStyle = { color: '#8d958f', selectedColor: '#07c160', backgroundColor: '#ffffff', borderStyle: 'black' };
  #selected = -1;
  #tabsWanted = true;
  #listeners = new Set<() => void>();

  constructor(program: Program, events: FrameEvents, resource: (path: string) => string) {
    this.#resource = resource;
    const sheet = document.createElement('style');
    sheet.textContent = frameStyles;
    document.head.append(sheet);
    document.body.className = 'mp-host';
    this.phone = create('div', 'mp-phone', document.body);
    // A real phone draws its own status bar.
    this.statusBarHeight = matchMedia('(pointer: coarse)').matches && innerHeight < 700 ? 0 : 44;
    this.#top = create('div', 'mp-top', this.phone);
    this.#drawStatus();
    const bar = create('div', 'mp-nav', this.#top);
    this.#back = create('button', 'mp-back', bar) as HTMLButtonElement;
    this.#back.type = 'button';
    this.#back.addEventListener('click', () => events.back());
    this.#loading = create('span', 'mp-nav-loading', bar);
    this.#loading.hidden = true;
    this.#title = create('div', 'mp-nav-title', bar);
    this.#title.setAttribute('role', 'heading');
    this.#title.dataset['testid'] = 'mp-title';
    this.#drawCapsule(bar);
    this.stage = create('div', 'mp-stage', this.phone);
    this.#tabBar = create('div', 'mp-tabs', this.phone);
    this.#tabBar.setAttribute('role', 'tablist');
    this.tabs = this.#readTabs(program.app, events);
    this.setTabStyle(isObject(program.app['tabBar']) ? program.app['tabBar'] : {});
    const window = isObject(program.app['window']) ? program.app['window'] : {};
    this.stage.style.setProperty('--mp-window-background', textOr(window['backgroundColor'], '#ffffff'));
    new ResizeObserver(() => this.measure()).observe(this.stage);
    this.measure();
  }

  #drawStatus(): void {
    const status = create('div', 'mp-status', this.#top);
    status.style.setProperty('--mp-status', `${this.statusBarHeight}px`);
    status.hidden = this.statusBarHeight === 0;
    status.setAttribute('aria-hidden', 'true');
    const time = create('span', '', status);
    const show = (): void => {
      time.textContent = new Date().toLocaleTimeString('zh-CN', { hour: 'numeric', minute: '2-digit', hour12: false });
    };
    show();
    setInterval(show, 20_000);
    const signal =
      'M0 9h3v3H0zM5 6h3v6H5zM10 3h3v9h-3zM15 0h3v12h-3zM26 1h20a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2H26a2 2 0 0 1-2-2V3a2 2 0 0 1 2-2zM49 4.5h1.5v3H49z';
    status.append(drawing(signal, 52, 12, true));
  }

  #drawCapsule(bar: HTMLElement): void {
    const capsule = create('div', 'mp-capsule', bar);
    capsule.setAttribute('aria-hidden', 'true');
    create('i', '', capsule).append(drawing('M3 6a2 2 0 1 1-.01 0zM10 5a3 3 0 1 1-.01 0zM18 6a2 2 0 1 1-.01 0z', 22, 14, true));
    create('i', '', capsule).append(drawing('M9 1a8 8 0 1 1-.01 0zM9 6a3 3 0 1 1-.01 0z', 18, 18));
  }

  #readTabs(app: JsonObject, events: FrameEvents): readonly TabItem[] {
    const bar = isObject(app['tabBar']) ? app['tabBar'] : {};
    const list = Array.isArray(bar['list']) ? bar['list'].filter(isObject) : [];
    this.#tabBar.classList.toggle(
      'mp-plain',
      list.every((one) => typeof one['iconPath'] !== 'string'),
    );
    return list.map((one, index) => {
      const element = create('button', 'mp-tab', this.#tabBar) as HTMLButtonElement;
      element.type = 'button';
      element.setAttribute('role', 'tab');
      element.addEventListener('click', () => events.tab(index));
      const icon = create('span', 'mp-tab-icon', element);
      const badge = create('span', 'mp-badge', icon);
      badge.hidden = true;
      create('span', 'mp-tab-text', element);
      return {
        pagePath: textOr(one['pagePath'], ''),
        element,
        badge,
        text: textOr(one['text'], ''),
        iconPath: textOr(one['iconPath'], ''),
        selectedIconPath: textOr(one['selectedIconPath'], ''),
      };
    });
  }

  /** Draws text, icon and colour of every tab anew. */
  drawTabs(): void {
    this.tabs.forEach((tab, index) => {
      const selected = index === this.#selected;
      tab.element.setAttribute('aria-selected', String(selected));
      tab.element.style.color = selected ? this.#tabStyle.selectedColor : this.#tabStyle.color;
      const label = tab.element.querySelector('.mp-tab-text');
      if (label !== null) label.textContent = tab.text;
      const path = selected && tab.selectedIconPath !== '' ? tab.selectedIconPath : tab.iconPath;
      const holder = tab.badge.parentElement;
      let image = holder?.querySelector('img') ?? null;
      if (path === '') image?.remove();
      else {
        if (image === null) {
          image = document.createElement('img');
          image.alt = '';
          holder?.prepend(image);
        }
        const address = this.#resource(path);
        if (image.getAttribute('src') !== address) image.src = address;
      }
    });
    this.#tabBar.style.background = this.#tabStyle.backgroundColor;
    this.#tabBar.style.borderTopColor = this.#tabStyle.borderStyle === 'white' ? 'rgba(255,255,255,.4)' : 'rgba(0,0,0,.12)';
  }

  setTabStyle(style: Readonly<Record<string, unknown>>): void {
    for (const key of ['color', 'selectedColor', 'backgroundColor', 'borderStyle'] as const) {
      const value = style[key];
      if (typeof value === 'string') this.#tabStyle[key] = value;
    }
    this.drawTabs();
  }

  /** Shows the tab bar with that tab selected; -1 hides it. */
  selectTab(index: number): void {
    this.#selected = index;
    this.#showTabs();
    this.drawTabs();
  }

  setTabsVisible(visible: boolean): void {
    this.#tabsWanted = visible;
    this.#showTabs();
  }

  #showTabs(): void {
    this.#tabBar.hidden = this.tabs.length === 0 || this.#selected < 0 || !this.#tabsWanted;
    this.measure();
  }

  show(style: WindowStyle, back: 'none' | 'back' | 'home'): void {
    this.#title.textContent = style.title;
    document.title = style.title;
    this.#loading.hidden = !style.loading;
    this.#top.style.setProperty('--mp-nav-background', style.background);
    this.#top.style.setProperty('--mp-nav-color', style.front);
    this.#top.classList.toggle('mp-white', style.front === '#ffffff');
    this.#top.classList.toggle('mp-custom', style.custom);
    this.#back.hidden = back === 'none';
    this.#back.setAttribute('aria-label', back === 'home' ? '首页' : '返回');
    this.#back.replaceChildren(
      back === 'home' ? drawing('M3 9l8-6 8 6v9a1 1 0 0 1-1 1h-4v-6H8v6H4a1 1 0 0 1-1-1z', 22, 22) : drawing('M9 2L2 10l7 8', 12, 20),
    );
    this.measure();
  }

  get navigationBarHeight(): number {
    return NAV_HEIGHT;
  }

  onResize(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Sets the lengths that `rpx`, `vw` and `vh` stand for. */
  measure(): void {
    const { clientWidth: width, clientHeight: height } = this.stage;
    const style = this.phone.style;
    const before = `${style.getPropertyValue('--mp-vw')} ${style.getPropertyValue('--mp-vh')}`;
    style.setProperty('--mp-rpx', `${width / 750}px`);
    style.setProperty('--mp-vw', `${width / 100}px`);
    style.setProperty('--mp-vh', `${height / 100}px`);
    if (before !== `${width / 100}px ${height / 100}px`) for (const listener of this.#listeners) listener();
  }
}
