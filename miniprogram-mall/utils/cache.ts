import { createCache } from '@shop/shared/client/cache.ts';
import { config } from '../config.ts';

/** What need not be live, kept on the phone. */
export const cache = createCache({
  now: () => Date.now(),
  storage: {
    get: (key) => wx.getStorageSync<unknown>(key),
    set: (key, value) => wx.setStorageSync(key, value),
    remove: (key) => wx.removeStorageSync(key),
    keys: () => wx.getStorageInfoSync().keys,
  },
});

cache.useVersion(config.cacheVersion);
