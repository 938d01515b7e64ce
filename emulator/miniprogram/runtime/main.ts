/** Entry of the browser side: starts the mini-program that `__mpProgram` holds in the phone drawn on this page. */
import * as glassEasel from 'glass-easel';
import { builtInComponents, builtInStyles } from '../components/index.ts';
import type { LaunchOptions, WxApi } from '../types.ts';
import { createWx } from '../wx/index.ts';
import { AppHolder } from './app.ts';
import { HostBackend } from './backend.ts';
import { defineBuiltIns } from './built-ins.ts';
import { patchCallers } from './callers.ts';
import { Definitions } from './definitions.ts';
import { ErrorOverlay } from './errors.ts';
import { dispatchAt } from './events.ts';
import { Frame, windowStyle } from './frame.ts';
import { Gestures } from './gestures.ts';
import { createHost, resourceAddress, type AppEvents } from './host.ts';
import { findOpenid, StackMemory } from './identity.ts';
import { writeDatasetToDom } from './internals.ts';
import { UnitLoader } from './loader.ts';
import { ModuleLoader } from './modules.ts';
import { PageView } from './page.ts';
import type { Viewport } from './query.ts';
import { isObject, type Program } from './program.ts';
import { resolveRoute, sameAddress, type Route } from './route.ts';
import { Router } from './router.ts';
import type { EventChannel } from './event-channel.ts';

/** "Opened by searching": what an ordinary start is given. */
const SCENE = 1001;

function addStyles(text: string): void {
  const sheet = document.createElement('style');
  sheet.textContent = text;
  document.head.append(sheet);
}

/** Path of the page or component whose code is at work; an event on a built-in belongs to the template it stands in. */
function placeOf(component: glassEasel.GeneralComponent | undefined): string {
  if (component === undefined || !component.is.startsWith('built-in/')) return component?.is ?? '';
  return component.ownerShadowRoot?.getHostNode().is ?? '';
}

function hearErrors(errors: ErrorOverlay): void {
  glassEasel.addGlobalErrorListener((error, method, component) => {
    const path = typeof component === 'string' ? component : placeOf(component);
    errors.report(error, `${path} ${method ?? ''}`.trim());
    return false;
  });
  const told = new Set<string>();
  glassEasel.addGlobalWarningListener((message, component) => {
    const where = typeof component === 'string' ? component : component.is;
    const text = `[mini-program] ${where === '' ? '' : `${where}: `}${message}`;
    // A number in wx:for is right in WeChat; the library's own templates use list keys twice and properties of newer clients.
    if (told.has(text) || where.startsWith('miniprogram_npm/') || message.startsWith('Use number as for-list')) return false;
    told.add(text);
    // A component that gets null before its data is there: worth a look, not worth the noise.
    if (message.startsWith('property "')) console.debug(text);
    else console.warn(text);
    return false;
  });
}

/** Page JSON over app.json's `window`: what a page does not say itself it inherits. */
function pageConfig(program: Program, path: string): Readonly<Record<string, unknown>> {
  const window = isObject(program.app['window']) ? program.app['window'] : {};
  return { ...window, ...program.units[path]?.config };
}

async function start(program: Program, settings: HostSettingsOf): Promise<void> {
  const openid = await findOpenid(settings.name);
  const memory = new StackMemory(settings.name, openid);
  const resource = (path: string): string => resourceAddress(settings.base, path);
  const frame: Frame = new Frame(program, { back: () => router.leave(), tab: (index) => router.tapTab(index) }, resource);
  const errors = new ErrorOverlay(frame.phone);
  hearErrors(errors);
  addStyles(builtInStyles);
  writeDatasetToDom();
  const backend = new HostBackend();
  backend.dispatch = (node, type, detail) => void dispatchAt(node, type, detail);
  const definitions = new Definitions(program, backend);
  const associated = definitions.environment.associateBackend(backend);
  const viewport: Viewport = { page: () => router.top.component, scroller: () => router.top.scroller };
  const appEvents: AppEvents = { show: new Set(), hide: new Set() };
  let launch: LaunchOptions = { path: program.pages[0] ?? '', query: {}, scene: SCENE };

  const open = (route: Route, channel: EventChannel): PageView => {
    try {
      loader.load(route.path);
    } catch (error) {
      // `navigateTo` will fail as well, but a page whose script breaks is more than a refusal.
      errors.report(error, `${route.path}.js`);
      throw error;
    }
    // A page made by Component() gets its query as properties.
    const query = Object.entries(route.query).map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
    const root = associated.createRoot('mp-root', definitions.space, `/${route.path}?${query.join('&')}`);
    Object.assign(root.get(), { getOpenerEventChannel: () => channel });
    return new PageView({
      ...route,
      root,
      config: pageConfig(program, route.path),
      window: windowStyle(program.app, program.units[route.path]?.config ?? {}),
      frame,
    });
  };
  const topChanged = (page: PageView): void => {
    for (const path of program.pages) backend.enableSheet(path, path === page.path);
  };
  const router: Router = new Router({
    frame,
    pages: program.pages,
    open,
    topChanged,
    flushReady: () => definitions.flushReady(),
    remember: (urls) => memory.keep(urls),
  });
  const host = createHost({ settings, openid, frame, router, errors, viewport, launch: () => launch, appEvents });
  patchCallers(viewport, host);
  defineBuiltIns(definitions.space.getComponentSpace(), builtInComponents, host);
  const api: WxApi = createWx(host);
  const app = new AppHolder(errors);
  const modules = new ModuleLoader(program, settings.base, {
    wx: api.wx,
    App: app.define,
    getApp: app.get,
    Page: definitions.page,
    Component: definitions.component,
    Behavior: definitions.behavior,
    getCurrentPages: () => router.stack.map((page) => page.caller),
    requirePlugin: () => {
      throw new Error('plugins are not offered by the local host');
    },
  });
  const loader = new UnitLoader(program, modules, definitions, backend);
  new Gestures(frame.stage, {
    start: (target) => router.top.pullStart(target),
    move: (dy) => router.top.pullMove(dy),
    end: () => router.top.pullEnd(),
  });
  followVisibility(router, app, appEvents, () => launch);
  frame.onResize(() => {
    const size = { windowWidth: frame.stage.clientWidth, windowHeight: frame.stage.clientHeight };
    router.stack.at(-1)?.resized({ size: size, ...size });
  });
  addEventListener('pagehide', () => api.dispose());
  // Taken from the browser's memory after its sessions were ended: start again.
  addEventListener('pageshow', (event) => {
    if (event.persisted) location.reload();
  });

  try {
    const urls = memory.recall();
    const first = firstRoute(urls, program);
    launch = { path: first.path, query: first.query, scene: SCENE };
    modules.load('app.js');
    app.launch(launch);
    router.relaunch(first, urls.slice(0, -1));
    addEventListener('popstate', () => followHistory(router, program));
  } catch (error) {
    errors.report(error);
  }
}

type HostSettingsOf = typeof __mpSettings;

function firstRoute(urls: readonly string[], program: Program): Route {
  const home = `/${program.pages[0] ?? ''}`;
  try {
    return resolveRoute(urls.at(-1) ?? home, '', program.pages);
  } catch {
    return resolveRoute(home, '', program.pages);
  }
}

/** The browser's Back, or another address typed: back to a page of the stack, else opened as a scanned code would open it. */
function followHistory(router: Router, program: Program): void {
  const url = location.hash.slice(1);
  if (sameAddress(url, router.top.url)) return;
  const delta = [...router.stack].reverse().findIndex((page) => sameAddress(page.url, url));
  if (delta > 0) void router.navigateBack(delta);
  else router.relaunch(firstRoute([url], program), []);
}

/** A hidden browser tab is a mini-program in the background. */
function followVisibility(router: Router, app: AppHolder, events: AppEvents, launch: () => LaunchOptions): void {
  document.addEventListener('visibilitychange', () => {
    const page = router.stack.at(-1);
    if (document.hidden) {
      page?.hide(true);
      app.call('onHide');
      for (const listener of events.hide) listener();
    } else {
      app.call('onShow', launch());
      for (const listener of events.show) listener(launch());
      page?.show(() => undefined);
    }
  });
}

/**
 * Reloads after a build. A browser allows six connections to a host, so that a hidden tab lets its own go; what was built meanwhile it learns
 * when it is looked at again.
 */
function followBuilds(base: string): void {
  let source: EventSource | null = null;
  let seen = '';
  const close = (): void => {
    source?.close();
    source = null;
  };
  const follow = (): void => {
    if (document.hidden) return close();
    if (source !== null) return;
    source = new EventSource(`${base}/__host/events`);
    source.addEventListener('changed', () => location.reload());
    source.addEventListener('build', ({ data }: MessageEvent<string>) => {
      if (seen !== '' && seen !== data) location.reload();
      seen = data;
    });
  };
  document.addEventListener('visibilitychange', follow);
  addEventListener('pagehide', close);
  addEventListener('pageshow', follow);
  follow();
}

followBuilds(__mpSettings.base);
void start(__mpProgram, __mpSettings);
