import type { HostPage, HostRouter } from '../types.ts';
import { ApiFailure, asyncApi, number, requireNumber, requireText, type Options } from './call.ts';

type Listener = (...data: unknown[]) => void;

function listenersOf(value: unknown): Record<string, Listener> {
  if (typeof value !== 'object' || value === null) return {};
  const found: Record<string, Listener> = {};
  for (const [name, listener] of Object.entries(value)) {
    if (typeof listener === 'function') found[name] = (...data) => void Reflect.apply(listener, undefined, data);
  }
  return found;
}

export function routerApis(router: HostRouter): Options {
  return {
    navigateTo: asyncApi('navigateTo', (options) => router.navigateTo(requireText(options, 'url'), listenersOf(options['events']))),
    redirectTo: asyncApi('redirectTo', (options) => router.redirectTo(requireText(options, 'url'))),
    switchTab: asyncApi('switchTab', (options) => router.switchTab(requireText(options, 'url'))),
    reLaunch: asyncApi('reLaunch', (options) => router.reLaunch(requireText(options, 'url'))),
    navigateBack: asyncApi('navigateBack', (options) => router.navigateBack(Math.max(1, Math.trunc(number(options, 'delta', 1))))),
  };
}

/** Only these two are accepted by `setNavigationBarColor` for the title. */
const FRONT_COLORS = ['#ffffff', '#000000'];

function indexOf(options: Options): number {
  const index = requireNumber(options, 'index');
  if (!Number.isInteger(index) || index < 0) throw new ApiFailure('invalid index');
  return index;
}

/** Only the wanted fields that were given as text. */
function texts<Key extends string>(options: Options, keys: readonly Key[]): Partial<Record<Key, string>> {
  const found: Partial<Record<Key, string>> = {};
  for (const key of keys) {
    const value = options[key];
    if (typeof value === 'string') found[key] = value;
  }
  return found;
}

/** Where a page is scrolled to: a distance in px, or an element with an offset. */
export function scrollTarget(options: Options): Parameters<HostPage['pageScrollTo']>[0] {
  const top = options['scrollTop'];
  const selector = options['selector'];
  if (typeof top !== 'number' && typeof selector !== 'string')
    throw new ApiFailure('parameter error: one of scrollTop and selector is required');
  return {
    ...(typeof top === 'number' ? { scrollTop: top } : {}),
    ...(typeof selector === 'string' ? { selector, offsetTop: number(options, 'offsetTop', 0) } : {}),
    duration: number(options, 'duration', 300),
  };
}

export function pageApis(page: HostPage): Options {
  return {
    setNavigationBarTitle: asyncApi('setNavigationBarTitle', (options) => page.setNavigationBarTitle(requireText(options, 'title'))),
    setNavigationBarColor: asyncApi('setNavigationBarColor', (options) => {
      const front = requireText(options, 'frontColor').toLowerCase();
      if (!FRONT_COLORS.includes(front)) throw new ApiFailure(`invalid frontColor "${front}", only #ffffff and #000000 are allowed`);
      page.setNavigationBarColor(front, requireText(options, 'backgroundColor'));
    }),
    showNavigationBarLoading: asyncApi('showNavigationBarLoading', () => page.setNavigationBarLoading(true)),
    hideNavigationBarLoading: asyncApi('hideNavigationBarLoading', () => page.setNavigationBarLoading(false)),
    hideHomeButton: asyncApi('hideHomeButton', () => undefined),
    pageScrollTo: asyncApi('pageScrollTo', (options) => page.pageScrollTo(scrollTarget(options))),
    startPullDownRefresh: asyncApi('startPullDownRefresh', () => page.startPullDownRefresh()),
    stopPullDownRefresh: asyncApi('stopPullDownRefresh', () => page.stopPullDownRefresh()),
    setTabBarBadge: asyncApi('setTabBarBadge', (options) => {
      const badge = requireText(options, 'text');
      page.setTabBarBadge(indexOf(options), [...badge].length > 4 ? '…' : badge);
    }),
    removeTabBarBadge: asyncApi('removeTabBarBadge', (options) => page.removeTabBarBadge(indexOf(options))),
    showTabBarRedDot: asyncApi('showTabBarRedDot', (options) => page.setTabBarRedDot(indexOf(options), true)),
    hideTabBarRedDot: asyncApi('hideTabBarRedDot', (options) => page.setTabBarRedDot(indexOf(options), false)),
    showTabBar: asyncApi('showTabBar', () => page.setTabBarVisible(true)),
    hideTabBar: asyncApi('hideTabBar', () => page.setTabBarVisible(false)),
    setTabBarItem: asyncApi('setTabBarItem', (options) =>
      page.setTabBarItem(indexOf(options), texts(options, ['text', 'iconPath', 'selectedIconPath'])),
    ),
    setTabBarStyle: asyncApi('setTabBarStyle', (options) =>
      page.setTabBarStyle(texts(options, ['color', 'selectedColor', 'backgroundColor', 'borderStyle'])),
    ),
  };
}
