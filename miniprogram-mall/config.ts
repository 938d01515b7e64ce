/** Where this mini-program belongs. The three values a merchant sets before he uploads it. */
export const config = {
  /** The CloudBase environment. `shop-local` is the local one. */
  envId: 'shop-local',
  /** Put before `/assets/…` pictures: empty where the page and the pictures share an origin, else the static hosting's address. */
  assetBase: '',
  /** Raise it when the shape of cached data changes. */
  cacheVersion: '1',
} as const;
