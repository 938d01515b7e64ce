import { ApiFailure } from '../wx/call.ts';
import type { HostPage, HostScreen, LaunchOptions, MiniprogramHost } from '../types.ts';
import type { ErrorOverlay } from './errors.ts';
import type { Frame } from './frame.ts';
import { componentOf, domOf } from './internals.ts';
import { HostIntersectionObserver, HostMediaQueryObserver } from './observers.ts';
import type { HostSettings } from './program.ts';
import { selectNodes, SelectorQuery, type Viewport } from './query.ts';
import type { Router } from './router.ts';

export interface AppEvents {
  readonly show: Set<(options: LaunchOptions) => void>;
  readonly hide: Set<() => void>;
}

export interface HostParts {
  readonly settings: HostSettings;
  readonly openid: string;
  readonly frame: Frame;
  readonly router: Router;
  readonly errors: ErrorOverlay;
  readonly viewport: Viewport;
  readonly launch: () => LaunchOptions;
  readonly appEvents: AppEvents;
}

function subscribe<Listener>(set: Set<Listener>, listener: Listener): () => void {
  set.add(listener);
  return () => void set.delete(listener);
}

/** Address in the browser of a path written in a mini-program; relative ones start at the package's root. */
export function resourceAddress(base: string, path: string): string {
  if (/^(https?:|data:|blob:|\/\/)/i.test(path) || path.startsWith('/assets/')) return path;
  return `${base}/${path.replace(/^(\.?\/)+/, '')}`;
}

function hostPage({ frame, router }: HostParts): HostPage {
  const tabAt = (index: number) => {
    const tab = frame.tabs[index];
    if (tab === undefined) throw new ApiFailure('index out of range');
    return tab;
  };
  const badge = (index: number, text: string | null, dot: boolean): void => {
    const { badge: element } = tabAt(index);
    element.hidden = text === null && !dot;
    element.classList.toggle('mp-dot', dot);
    element.textContent = text ?? '';
  };
  return {
    setNavigationBarTitle(title) {
      router.top.window.title = title;
      router.refreshBar();
    },
    setNavigationBarColor(front, background) {
      Object.assign(router.top.window, { front, background });
      router.refreshBar();
    },
    setNavigationBarLoading(loading) {
      router.top.window.loading = loading;
      router.refreshBar();
    },
    pageScrollTo: (target) => scrollPage(router, target),
    startPullDownRefresh: () => router.top.refresh(),
    stopPullDownRefresh: () => {
      for (const page of router.stack) page.stopRefresh();
    },
    setTabBarBadge: (index, text) => badge(index, text, false),
    removeTabBarBadge: (index) => badge(index, null, false),
    setTabBarRedDot: (index, shown) => badge(index, null, shown),
    setTabBarVisible: (visible) => frame.setTabsVisible(visible),
    setTabBarItem(index, item) {
      Object.assign(tabAt(index), item);
      frame.drawTabs();
    },
    setTabBarStyle: (style) => frame.setTabStyle(style),
  };
}

async function scrollPage(router: Router, target: Parameters<HostPage['pageScrollTo']>[0]): Promise<void> {
  const { scroller, component } = router.top;
  let top = target.scrollTop ?? 0;
  if (target.selector !== undefined) {
    const node = selectNodes(component, target.selector)[0];
    const element = node === undefined ? null : domOf(node);
    if (element === null) throw new ApiFailure(`no node matches ${target.selector}`);
    top = element.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop + (target.offsetTop ?? 0);
  }
  scroller.scrollTo({ top, behavior: target.duration === 0 ? 'instant' : 'smooth' });
}

/** What `wx` and the built-in components get. */
export function createHost(parts: HostParts): MiniprogramHost {
  const { settings, frame, router, errors, viewport, appEvents } = parts;
  const screen = (): HostScreen => {
    const screenWidth = frame.phone.clientWidth;
    const top = frame.statusBarHeight + 6;
    return {
      screenWidth,
      screenHeight: frame.phone.clientHeight,
      windowWidth: frame.stage.clientWidth,
      windowHeight: frame.stage.clientHeight,
      statusBarHeight: frame.statusBarHeight,
      navigationBarHeight: frame.navigationBarHeight,
      pixelRatio: devicePixelRatio,
      menuButton: { left: screenWidth - 94, right: screenWidth - 7, top, bottom: top + 32, width: 87, height: 32 },
    };
  };
  return {
    appid: settings.appid,
    title: settings.title,
    envId: settings.envId,
    origin: location.origin,
    openid: () => parts.openid,
    frame: frame.phone,
    router,
    page: hostPage(parts),
    screen,
    launchOptions: parts.launch,
    enterOptions: parts.launch,
    createSelectorQuery: () => new SelectorQuery(viewport),
    createIntersectionObserver: (component, options) =>
      new HostIntersectionObserver(componentOf(component) ?? viewport.page(), viewport, options),
    createMediaQueryObserver: () => new HostMediaQueryObserver(viewport),
    nextTick: (callback) => void setTimeout(callback, 0),
    onResize: (listener) =>
      frame.onResize(() => listener({ windowWidth: frame.stage.clientWidth, windowHeight: frame.stage.clientHeight })),
    onAppShow: (listener) => subscribe(appEvents.show, listener),
    onAppHide: (listener) => subscribe(appEvents.hide, listener),
    onError: (listener) => errors.onError(listener),
    reportError: (error) => errors.report(error),
    resource: (path) => resourceAddress(settings.base, path),
  };
}
