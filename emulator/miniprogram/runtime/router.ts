import { ApiFailure } from '../wx/call.ts';
import type { HostRouter } from '../types.ts';
import { EventChannel } from './event-channel.ts';
import type { Frame } from './frame.ts';
import type { PageView } from './page.ts';
import { resolveRoute, type Route } from './route.ts';

/** Pages above one another at most. */
const STACK_LIMIT = 10;

export interface RouterOptions {
  readonly frame: Frame;
  readonly pages: readonly string[];
  readonly open: (route: Route, channel: EventChannel) => PageView;
  /** The page on top changed: its styles on, the others' off. */
  readonly topChanged: (page: PageView) => void;
  readonly flushReady: () => void;
  /** Keeps the address of the page on top (and those below it) for a reload. */
  readonly remember: (urls: readonly string[]) => void;
}

/** The page stack and the tab pages. Every public call either moves or throws ApiFailure and leaves everything as it was. */
export class Router implements HostRouter {
  readonly #options: RouterOptions;
  /** Tab pages stay alive while another tab is shown. */
  readonly #tabPages = new Map<string, PageView>();
  #stack: PageView[] = [];
  /** Pages below the first real one, known from before a reload: opened when somebody goes back. */
  #below: string[] = [];

  constructor(options: RouterOptions) {
    this.#options = options;
  }

  get stack(): readonly PageView[] {
    return this.#stack;
  }

  get top(): PageView {
    const page = this.#stack.at(-1);
    if (page === undefined) throw new Error('no page is open');
    return page;
  }

  tabIndex(path: string): number {
    return this.#options.frame.tabs.findIndex((tab) => tab.pagePath === path);
  }

  #route(url: string): Route {
    return resolveRoute(url, this.#stack.at(-1)?.path ?? '', this.#options.pages);
  }

  async navigateTo(
    url: string,
    events?: Readonly<Record<string, (...data: unknown[]) => void>>,
  ): Promise<{ readonly eventChannel: object }> {
    const route = this.#route(url);
    if (this.tabIndex(route.path) >= 0) throw new ApiFailure('can not navigateTo a tabbar page');
    if (this.#stack.length + this.#below.length >= STACK_LIMIT) throw new ApiFailure(`webview count limit exceed`);
    const channel = new EventChannel(events);
    const page = this.#options.open(route, channel);
    this.#stack.at(-1)?.hide();
    page.slideIn();
    this.#enter([...this.#stack, page]);
    return { eventChannel: channel };
  }

  async redirectTo(url: string): Promise<void> {
    const route = this.#route(url);
    if (this.tabIndex(route.path) >= 0) throw new ApiFailure('can not redirectTo a tabbar page');
    const page = this.#options.open(route, new EventChannel());
    const left = this.#stack.pop();
    if (left !== undefined) this.#close(left);
    this.#enter([...this.#stack, page]);
  }

  async switchTab(url: string): Promise<void> {
    const route = this.#route(url);
    const index = this.tabIndex(route.path);
    if (index < 0) throw new ApiFailure('can not switch to no-tabBar page');
    this.#openTab(route, index, false);
  }

  /** A tap on the tab bar. */
  tapTab(index: number): void {
    const tab = this.#options.frame.tabs[index];
    if (tab === undefined) return;
    this.#openTab(resolveRoute(`/${tab.pagePath}`, '', this.#options.pages), index, true);
  }

  #openTab(route: Route, index: number, tapped: boolean): void {
    const known = this.#tabPages.get(route.path);
    const current = this.#stack.at(-1);
    if (known === undefined || known !== current) {
      const page = known ?? this.#options.open({ ...route, query: {}, url: `/${route.path}` }, new EventChannel());
      current?.hide();
      for (const old of this.#stack) if (this.#tabPages.get(old.path) !== old) this.#close(old);
      this.#tabPages.set(route.path, page);
      this.#below = [];
      if (known === undefined) this.#enter([page]);
      else {
        this.#stack = [page];
        this.#showTop();
      }
    }
    if (tapped && this.top.path === route.path)
      this.top.call('onTabItemTap', { index, pagePath: route.path, text: this.#options.frame.tabs[index]?.text ?? '' });
  }

  async reLaunch(url: string): Promise<void> {
    this.relaunch(this.#route(url), []);
  }

  /** Closes everything and opens one page; `below` are the addresses of pages a back leads to. */
  relaunch(route: Route, below: readonly string[]): void {
    const page = this.#options.open(route, new EventChannel());
    this.#stack.at(-1)?.hide();
    for (const old of new Set([...this.#stack, ...this.#tabPages.values()])) old.unload();
    this.#tabPages.clear();
    this.#below = [...below];
    if (this.tabIndex(route.path) >= 0) this.#tabPages.set(route.path, page);
    this.#enter([page]);
  }

  async navigateBack(delta: number): Promise<void> {
    if (this.#stack.length + this.#below.length <= 1) throw new ApiFailure('cannot navigate back at first page.');
    const leaving = Math.min(delta, this.#stack.length + this.#below.length - 1);
    if (leaving < this.#stack.length) {
      for (const page of this.#stack.splice(this.#stack.length - leaving)) this.#close(page);
      this.#showTop();
      return;
    }
    // The page to return to was open before a reload.
    const index = this.#below.length - 1 - (leaving - this.#stack.length);
    const url = this.#below[index] ?? '';
    this.relaunch(resolveRoute(url, '', this.#options.pages), this.#below.slice(0, index));
  }

  /** The arrow (or house) of the navigation bar. */
  leave(): void {
    if (this.backKind() === 'back') void this.navigateBack(1);
    else if (this.backKind() === 'home') this.relaunch(resolveRoute(`/${this.#options.pages[0] ?? ''}`, '', this.#options.pages), []);
  }

  backKind(): 'none' | 'back' | 'home' {
    if (this.#stack.length + this.#below.length > 1) return 'back';
    const path = this.top.path;
    return this.tabIndex(path) >= 0 || path === this.#options.pages[0] ? 'none' : 'home';
  }

  #close(page: PageView): void {
    if (this.#tabPages.get(page.path) === page) this.#tabPages.delete(page.path);
    page.element.hidden = true;
    page.unload();
  }

  /** A new page takes the top: its frame is drawn before its `onLoad`, which may change it or move on. */
  #enter(stack: PageView[]): void {
    this.#stack = stack;
    const page = this.top;
    this.#drawTop(page);
    page.load();
    if (this.#stack.at(-1) === page) this.#showTop();
    else page.element.hidden = true;
  }

  #drawTop(page: PageView): void {
    this.#options.topChanged(page);
    this.#options.frame.selectTab(this.tabIndex(page.path));
    this.refreshBar();
  }

  #showTop(): void {
    const page = this.top;
    this.#drawTop(page);
    this.#options.remember([...this.#below, ...this.#stack.map((one) => one.url)]);
    page.show(this.#options.flushReady);
  }

  /** Draws the navigation bar of the page on top anew. */
  refreshBar(): void {
    this.#options.frame.show(this.top.window, this.backKind());
  }
}
