/** Where this mini-program belongs. The values a merchant sets before he uploads it. */
export const config = {
  /** The mall's appid: it owns the environment that this mini-program shares (环境共享). */
  resourceAppid: 'wx5a1c0de000000001',
  /** The CloudBase environment. `shop-local` is the local one. */
  resourceEnv: 'shop-local',
  /** Put before `/assets/…` pictures: empty where the page and the pictures share an origin, else the static hosting's address. */
  assetBase: '',
} as const;
