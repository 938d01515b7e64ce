import type { MiniprogramHost } from '../types.ts';
import { ApiFailure, asyncApi, requireText, type Options } from './call.ts';

/** The base library whose behaviour this host follows. */
export const BASE_LIBRARY = '3.8.12';

type Listener = (value: Options) => void;

class Listeners {
  readonly #all = new Set<Listener>();

  readonly add = (listener: unknown): void => {
    if (typeof listener === 'function') this.#all.add(listener as Listener);
  };

  /** Without a listener all are taken away, as in WeChat. */
  readonly remove = (listener?: unknown): void => {
    if (listener === undefined) this.#all.clear();
    else this.#all.delete(listener as Listener);
  };

  tell(value: Options): void {
    for (const listener of [...this.#all]) listener(value);
  }
}

function windowInfo(host: MiniprogramHost): Options {
  const screen = host.screen();
  const { screenWidth, screenHeight, windowWidth, windowHeight, statusBarHeight, pixelRatio } = screen;
  return {
    pixelRatio,
    screenWidth,
    screenHeight,
    windowWidth,
    windowHeight,
    statusBarHeight,
    screenTop: statusBarHeight + screen.navigationBarHeight,
    safeArea: {
      left: 0,
      top: statusBarHeight,
      right: screenWidth,
      bottom: screenHeight,
      width: screenWidth,
      height: screenHeight - statusBarHeight,
    },
  };
}

function appBaseInfo(): Options {
  return {
    SDKVersion: BASE_LIBRARY,
    enableDebug: false,
    host: { env: 'WeChat' },
    language: 'zh_CN',
    version: '8.0.60',
    theme: 'light',
    fontSizeScaleFactor: 1,
    fontSizeSetting: 16,
  };
}

const DEVICE: Options = {
  abi: '',
  benchmarkLevel: -1,
  brand: 'devtools',
  model: 'iPhone 14',
  platform: 'devtools',
  system: 'iOS 17.0',
  memorySize: 2048,
};

/** A computer has nothing that shakes; a phone's browser has. */
function shake(ms: number): void {
  if ('vibrate' in navigator && navigator.userActivation?.hasBeenActive) navigator.vibrate(ms);
}

function networkType(): string {
  return navigator.onLine ? 'wifi' : 'none';
}

/** What the phone tells of itself: a current iPhone inside the developer tool, with the frame's real sizes. */
export function deviceApis(host: MiniprogramHost): { readonly apis: Options; dispose(): void } {
  const network = new Listeners();
  const resize = new Listeners();
  const changed = (): void => network.tell({ isConnected: navigator.onLine, networkType: networkType() });
  globalThis.addEventListener('online', changed);
  globalThis.addEventListener('offline', changed);
  const stopResize = host.onResize((size) => resize.tell({ size }));
  const system = (): Options => ({ ...DEVICE, ...windowInfo(host), ...appBaseInfo(), errMsg: 'getSystemInfo:ok' });

  const apis: Options = {
    getSystemInfoSync: system,
    getSystemInfo: asyncApi('getSystemInfo', system),
    getSystemInfoAsync: asyncApi('getSystemInfoAsync', system),
    getWindowInfo: () => windowInfo(host),
    getDeviceInfo: () => ({ ...DEVICE }),
    getAppBaseInfo: appBaseInfo,
    getSystemSetting: () => ({ bluetoothEnabled: false, locationEnabled: false, wifiEnabled: true, deviceOrientation: 'portrait' }),
    getAppAuthorizeSetting: () => ({
      albumAuthorized: 'authorized',
      cameraAuthorized: 'not determined',
      notificationAuthorized: 'authorized',
    }),
    getMenuButtonBoundingClientRect: () => ({ ...host.screen().menuButton }),
    getNetworkType: asyncApi('getNetworkType', () => ({ networkType: networkType() })),
    onNetworkStatusChange: network.add,
    offNetworkStatusChange: network.remove,
    onWindowResize: resize.add,
    offWindowResize: resize.remove,
    // A computer has no screen keyboard that moves the page, and nobody is told of a screenshot.
    onKeyboardHeightChange: () => undefined,
    offKeyboardHeightChange: () => undefined,
    onUserCaptureScreen: () => undefined,
    offUserCaptureScreen: () => undefined,
    vibrateShort: asyncApi('vibrateShort', () => shake(15)),
    vibrateLong: asyncApi('vibrateLong', () => shake(400)),
    setKeepScreenOn: asyncApi('setKeepScreenOn', () => undefined),
    hideKeyboard: asyncApi('hideKeyboard', () => {
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    }),
  };
  return {
    apis,
    dispose: () => {
      globalThis.removeEventListener('online', changed);
      globalThis.removeEventListener('offline', changed);
      stopResize();
    },
  };
}

/** The clipboard of the phone: the machine's where the browser allows it, and always the last text set here. */
export function clipboardApis(copied: () => void): Options {
  let own: string | undefined;
  return {
    setClipboardData: asyncApi('setClipboardData', async (options) => {
      const data = requireText(options, 'data');
      if (data === '') throw new ApiFailure('parameter error: parameter.data should not be empty');
      own = data;
      // Headless and unfocused windows refuse; the phone's own clipboard still holds the text.
      await navigator.clipboard?.writeText(data).catch(() => undefined);
      copied();
    }),
    getClipboardData: asyncApi('getClipboardData', async () => {
      if (own !== undefined) return { data: own };
      return { data: (await navigator.clipboard?.readText().catch(() => '')) ?? '' };
    }),
  };
}
