/**
 * What the mini-program host core (`runtime/`) and its two suppliers (`wx/`: the API, `components/`: the built-in components) know of
 * each other. The suppliers never touch glass-easel: the core wraps their definitions (`runtime/built-ins.ts`) and their `wx`.
 *
 * Registry: `components/index.ts` exports `builtInComponents: readonly BuiltInDefinition[]` and `builtInStyles: string` (CSS, tag names
 * written `wx-view`, `wx-button`, …). API: `wx/index.ts` exports `createWx(host: MiniprogramHost): WxApi`.
 */
import type { WxHost } from './wx/host.ts';

/* ------------------------------------------------------------- built-in components ------------------------------------------------------------- */

export type PropertyType = 'string' | 'number' | 'boolean' | 'any';

/** Undefined passed by a template becomes `value`; a string passed to a boolean is true when it is not empty. */
export interface BuiltInProperty {
  readonly type: PropertyType;
  readonly value: unknown;
}

/** How a rectangle or a touch is measured: CSS px from the top left of the page area (below the navigation bar), as in WeChat. */
export interface PageRect {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly width: number;
  readonly height: number;
}

export interface TriggerOptions {
  readonly bubbles?: boolean;
  /** Crosses component boundaries. Bubbling DOM-like events (tap) are both; a component's own (change, input) neither. */
  readonly composed?: boolean;
  /** Receives what every handler returned: `input` uses it to let the page replace the text. */
  readonly onReturn?: (value: unknown) => void;
}

/** What one instance of a built-in component can do with its node in the tree. */
export interface BuiltInContext {
  readonly tag: string;
  /** `<wx-…>`: class, style, id and `data-*` of the template are already written to it by the core. Instances may add DOM children of their own. */
  readonly element: HTMLElement;
  /** Where the children written in the template are put: `element` itself, or the wrapper when the definition asked for one. */
  readonly content: HTMLElement;
  /** Current properties, by camelCase name. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** `data-*` of the node. */
  dataset(): Readonly<Record<string, unknown>>;
  /** Fires an event that `bind:…` in the template hears. */
  trigger(type: string, detail?: Readonly<Record<string, unknown>>, options?: TriggerOptions): void;
  /** Changes a property from inside (a typed text): `model:value` is written back to the page, `changed` is not called. */
  set(name: string, value: unknown): void;
  /**
   * Turns a class list of the using page (`hover-class`, `placeholder-class`) into real class names of its style scope, as the isolation
   * of the page asks, for own DOM children: `child.className = context.scopedClass('mine')`.
   */
  scopedClass(names: string): string;
  /** Converts `rpx`, `vh`, `vw` in an inline style (`placeholder-style`). */
  inlineStyle(style: string): string;
  /** Adds or takes away a class of the template's scope on the host element itself (`hover-class`). */
  toggleClass(names: string, on: boolean): void;
  /** The nearest instance of such a tag around this one, across component boundaries (`form`, `radio-group`, `label`, `swiper`). */
  closest(tag: string): BuiltInHandle | null;
  /** All instances of such tags inside, in document order. */
  inside(...tags: string[]): readonly BuiltInHandle[];
  rect(): PageRect;
  readonly host: MiniprogramHost;
}

export interface BuiltInHandle {
  readonly context: BuiltInContext;
  readonly instance: BuiltInInstance;
}

/** Called by the core. All are optional. */
export interface BuiltInInstance {
  /** In the document; own listeners and observers start here. */
  attached?(): void;
  detached?(): void;
  /** A property given by the template changed. Not called for the values the instance is created with: read those in `attached` or `create`. */
  changed?(name: string, value: unknown, previous: unknown): void;
  /** A tap reached this node or a node inside it (`label`, `button form-type`): runs before the page's handlers. */
  tapped?(event: TapInfo): void;
  /** Own methods for other built-ins of the supplier (`form` asks its fields for their value). */
  readonly shared?: object;
}

export interface TapInfo {
  readonly target: HTMLElement;
  readonly x: number;
  readonly y: number;
  preventDefault(): void;
}

export interface BuiltInDefinition {
  /** Without prefix: `view`. */
  readonly tag: string;
  /** camelCase. `hidden`, `id`, `class`, `style`, `data-*`, `mark:*`, `role` and `aria-*` are the core's own. */
  readonly properties?: Readonly<Record<string, BuiltInProperty>>;
  /** Class of an inner `div` that holds the children (a track to be moved). Without it children go straight into the element. */
  readonly wrapper?: string;
  create?(context: BuiltInContext): BuiltInInstance;
}

/* --------------------------------------------------------------------- wx --------------------------------------------------------------------- */

/** Navigation. A refusal is `ApiFailure` of `wx/call.ts` (reason without `navigateTo:fail`). URLs as the mini-program gave them (relative or absolute). */
export interface HostRouter {
  navigateTo(url: string, events?: Readonly<Record<string, (...data: unknown[]) => void>>): Promise<{ readonly eventChannel: object }>;
  redirectTo(url: string): Promise<void>;
  switchTab(url: string): Promise<void>;
  reLaunch(url: string): Promise<void>;
  navigateBack(delta: number): Promise<void>;
}

/** Navigation bar, tab bar, scrolling of the page on top. A refusal is `ApiFailure`. */
export interface HostPage {
  setNavigationBarTitle(title: string): void;
  setNavigationBarColor(front: string, background: string): void;
  setNavigationBarLoading(loading: boolean): void;
  pageScrollTo(target: {
    readonly scrollTop?: number;
    readonly selector?: string;
    readonly offsetTop?: number;
    readonly duration?: number;
  }): Promise<void>;
  startPullDownRefresh(): void;
  stopPullDownRefresh(): void;
  setTabBarBadge(index: number, text: string): void;
  removeTabBarBadge(index: number): void;
  setTabBarRedDot(index: number, shown: boolean): void;
  setTabBarVisible(visible: boolean): void;
  setTabBarItem(index: number, item: { readonly text?: string; readonly iconPath?: string; readonly selectedIconPath?: string }): void;
  setTabBarStyle(style: {
    readonly color?: string;
    readonly selectedColor?: string;
    readonly backgroundColor?: string;
    readonly borderStyle?: string;
  }): void;
}

/** px. `windowHeight` is the page area; `screenHeight` the whole phone. The frame is `screenWidth` wide. */
export interface HostScreen {
  readonly screenWidth: number;
  readonly screenHeight: number;
  readonly windowWidth: number;
  readonly windowHeight: number;
  readonly statusBarHeight: number;
  readonly navigationBarHeight: number;
  readonly pixelRatio: number;
  /** The capsule at the right of the navigation bar, from the top of the phone. */
  readonly menuButton: PageRect;
}

export interface LaunchOptions {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly scene: number;
}

/** Everything `wx` and the built-in components get from the core. */
export interface MiniprogramHost extends WxHost {
  readonly router: HostRouter;
  readonly page: HostPage;
  screen(): HostScreen;
  launchOptions(): LaunchOptions;
  enterOptions(): LaunchOptions;
  /** `wx.createSelectorQuery()`: of the page on top until `.in(component)` is called. Complete (`fields`, `node`, `exec`, …). */
  createSelectorQuery(): object;
  /** `component` is a page's or component's `this`; undefined: the page on top. */
  createIntersectionObserver(component: unknown, options: Readonly<Record<string, unknown>>): object;
  createMediaQueryObserver(component: unknown): object;
  /** Runs when the current data updates are in the tree. */
  nextTick(callback: () => void): void;
  /** Size of the page area or the frame changed. Returns how to stop. */
  onResize(listener: (size: { readonly windowWidth: number; readonly windowHeight: number }) => void): () => void;
  onAppShow(listener: (options: LaunchOptions) => void): () => void;
  onAppHide(listener: () => void): () => void;
  /** Uncaught errors and unhandled rejections of the mini-program. */
  onError(listener: (message: string) => void): () => void;
  /** Shows an error in the red overlay, as an uncaught one would be. */
  reportError(error: unknown): void;
  /** Address of a file of the mini-program's package (`/images/a.png`, `images/a.png`); `/assets/…`, `http(s):`, `data:`, `blob:` stay as they are. */
  resource(path: string): string;
}

/** `wx` itself: plain object or Proxy. `dispose` ends sessions and watches when the user changes or the page is left. */
export interface WxApi {
  readonly wx: Readonly<Record<string, unknown>>;
  dispose(): void;
}
