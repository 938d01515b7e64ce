import type { MiniprogramHost, WxApi } from '../types.ts';
import { BUILT_IN_TAGS } from '../tags.ts';
import { accountApis } from './account.ts';
import { createAnimation } from './animation.ts';
import { createInnerAudioContext } from './audio.ts';
import type { Options } from './call.ts';
import { createCloud } from './cloud/index.ts';
import { clipboardApis, deviceApis } from './device.ts';
import { mediaApis } from './media.ts';
import { pageApis, routerApis } from './navigation.ts';
import { dialogApis } from './overlays/modal.ts';
import { paymentApis } from './overlays/payment.ts';
import { sheetApis } from './overlays/sheets.ts';
import { toastApis, ToastPlace } from './overlays/toast.ts';
import { requestApi } from './request.ts';
import { provideServices } from './services.ts';
import { MiniProgramStorage, storageApis } from './storage.ts';
import { withRefusals } from './unknown.ts';

function isCallback(value: unknown): value is () => void {
  return typeof value === 'function';
}

function logger(): Options {
  const pass =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (...given: unknown[]): void =>
      console[level](...given);
  return {
    debug: pass('debug'),
    log: pass('debug'),
    info: pass('info'),
    warn: pass('warn'),
    error: pass('error'),
    setFilterMsg: () => undefined,
    addFilterMsg: () => undefined,
  };
}

/** `canIUse('getSystemInfoSync.return.screenWidth')`: the first part decides; a component's name is asked the same way. */
function canIUse(apis: Readonly<Options>, isComponent: (tag: string) => boolean): (schema: unknown) => boolean {
  return (schema) => {
    if (typeof schema !== 'string') return false;
    const [first = '', second = ''] = schema.split('.');
    if (first === 'cloud' && second !== '') return second in (apis['cloud'] as object);
    return first in apis || isComponent(first);
  };
}

/** Builds the `wx` of one phone. Everything not offered fails by its name; see {@link withRefusals}. */
export function createWx(host: MiniprogramHost, isComponent: (tag: string) => boolean = (tag) => BUILT_IN_TAGS.has(tag)): WxApi {
  const cloud = createCloud({ origin: host.origin, envId: host.envId, appid: host.appid, openid: () => host.openid() });
  const services = provideServices(host, cloud.fileAddress);
  const { layer } = services;
  const toast = new ToastPlace(layer);
  const device = deviceApis(host);
  const apis: Options = {
    ...device.apis,
    ...accountApis(host),
    ...storageApis(new MiniProgramStorage(globalThis.localStorage, host)),
    ...toastApis(toast),
    ...dialogApis(layer),
    ...sheetApis(layer, host),
    ...paymentApis(layer, host),
    ...mediaApis(services),
    ...routerApis(host.router),
    ...pageApis(host.page),
    ...clipboardApis(() => toast.show({ title: '内容已复制', icon: 'none', mask: false, duration: 1500 })),
    request: requestApi(host.origin),
    cloud: withRefusals(cloud.api, 'cloud.'),
    env: { USER_DATA_PATH: 'wxfile://usr' },
    createAnimation,
    createInnerAudioContext: () => createInnerAudioContext(services.address),
    createSelectorQuery: () => host.createSelectorQuery(),
    createIntersectionObserver: (component?: unknown, options?: Record<string, unknown>) =>
      host.createIntersectionObserver(component, options ?? {}),
    createMediaQueryObserver: (component?: unknown) => host.createMediaQueryObserver(component),
    nextTick: (callback: unknown) => {
      if (isCallback(callback)) host.nextTick(callback);
    },
    getLogManager: logger,
    getRealtimeLogManager: logger,
    reportEvent: () => undefined,
    reportAnalytics: () => undefined,
    reportMonitor: () => undefined,
    reportPerformance: () => undefined,
  };
  apis['canIUse'] = canIUse(apis, isComponent);
  return {
    wx: withRefusals(apis),
    dispose: () => {
      device.dispose();
      cloud.dispose();
      toast.hide();
      layer.root.remove();
    },
  };
}
