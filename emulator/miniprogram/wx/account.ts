import type { LaunchOptions, MiniprogramHost } from '../types.ts';
import { asyncApi, type Options } from './call.ts';

type Callback = (...given: unknown[]) => void;

function isCallback(value: unknown): value is Callback {
  return typeof value === 'function';
}

/** `wx.onX(listener)` and `wx.offX(listener?)` over a subscription of the host's. */
function pair<Value>(subscribe: (listener: (value: Value) => void) => () => void): {
  on(listener: unknown): void;
  off(listener?: unknown): void;
} {
  const stops = new Map<unknown, () => void>();
  return {
    on: (listener) => {
      if (isCallback(listener) && !stops.has(listener))
        stops.set(
          listener,
          subscribe((value) => listener(value)),
        );
    },
    off: (listener) => {
      for (const [known, stop] of [...stops]) {
        if (listener !== undefined && known !== listener) continue;
        stop();
        stops.delete(known);
      }
    },
  };
}

function launchRecord(options: LaunchOptions): Options {
  return { ...options, query: { ...options.query }, referrerInfo: {}, apiCategory: 'default' };
}

/** The person and the program: who is signed in, which mini-program this is, when it comes and goes. */
export function accountApis(host: MiniprogramHost): Options {
  const show = pair<LaunchOptions>((listener) => host.onAppShow((options) => listener(options)));
  const hide = pair<undefined>((listener) => host.onAppHide(() => listener(undefined)));
  const error = pair<string>((listener) => host.onError(listener));
  return {
    login: asyncApi('login', () => ({ code: `0${globalThis.crypto.randomUUID().replaceAll('-', '')}` })),
    checkSession: asyncApi('checkSession', () => undefined),
    getUserProfile: asyncApi('getUserProfile', () => ({
      userInfo: anonymousUser(),
      rawData: '',
      signature: '',
      encryptedData: '',
      iv: '',
    })),
    getUserInfo: asyncApi('getUserInfo', () => ({ userInfo: anonymousUser(), rawData: '', signature: '' })),
    getSetting: asyncApi('getSetting', () => ({ authSetting: {}, subscriptionsSetting: { mainSwitch: true } })),
    getPrivacySetting: asyncApi('getPrivacySetting', () => ({ needAuthorization: false, privacyContractName: '' })),
    requirePrivacyAuthorize: asyncApi('requirePrivacyAuthorize', () => undefined),
    getAccountInfoSync: () => ({ miniProgram: { appId: host.appid, envVersion: 'develop', version: '' }, plugin: {} }),
    getLaunchOptionsSync: () => launchRecord(host.launchOptions()),
    getEnterOptionsSync: () => launchRecord(host.enterOptions()),
    getExtConfigSync: () => ({}),
    onAppShow: show.on,
    offAppShow: show.off,
    onAppHide: hide.on,
    offAppHide: hide.off,
    onError: error.on,
    offError: error.off,
    onUnhandledRejection: () => undefined,
    offUnhandledRejection: () => undefined,
    onPageNotFound: () => undefined,
    offPageNotFound: () => undefined,
    onMemoryWarning: () => undefined,
    offMemoryWarning: () => undefined,
    onThemeChange: () => undefined,
    offThemeChange: () => undefined,
    getUpdateManager: updateManager,
    exitMiniProgram: asyncApi('exitMiniProgram', () => host.router.navigateBack(99)),
  };
}

/** What WeChat answers since 2022 to everybody: no name, a grey picture. */
function anonymousUser(): Options {
  return { nickName: '微信用户', avatarUrl: '', gender: 0, country: '', province: '', city: '', language: 'zh_CN' };
}

/** The host reloads by itself when the program is built anew, so there is never an update to apply. */
function updateManager(): Options {
  return {
    onCheckForUpdate: (listener: unknown) => {
      if (isCallback(listener)) queueMicrotask(() => listener({ hasUpdate: false }));
    },
    onUpdateReady: () => undefined,
    onUpdateFailed: () => undefined,
    applyUpdate: () => undefined,
  };
}
