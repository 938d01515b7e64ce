/** Carriers that goods travel with, to customers and back: Kuaidi100's code, the name people know, and what a parcel number of theirs looks like. */
export interface Carrier {
  readonly code: string;
  readonly name: string;
  readonly phone: string;
}

export const CARRIERS: readonly Carrier[] = [
  { code: 'shunfeng', name: '顺丰速运', phone: '95338' },
  { code: 'jd', name: '京东物流', phone: '950616' },
  { code: 'zhongtong', name: '中通快递', phone: '95311' },
  { code: 'yuantong', name: '圆通速递', phone: '95554' },
  { code: 'shentong', name: '申通快递', phone: '95543' },
  { code: 'yunda', name: '韵达快递', phone: '95546' },
  { code: 'jtexpress', name: '极兔速递', phone: '956025' },
  { code: 'ems', name: 'EMS', phone: '11183' },
  { code: 'youzhengguonei', name: '邮政快递包裹', phone: '11183' },
  { code: 'debangkuaidi', name: '德邦快递', phone: '95353' },
];

/** Without a carrier: the customer fetches his goods, or the shop brings them itself. What leaves this way is numbered after its order. */
const OWN_CARRIERS: readonly Carrier[] = [
  { code: 'ziti', name: '到店自提', phone: '' },
  { code: 'songhuo', name: '商家自送', phone: '' },
];

/** All ways that an order leaves by. */
export const SHIPPING_CARRIERS: readonly Carrier[] = [...CARRIERS, ...OWN_CARRIERS];

export function isOwnCarrier(code: string): boolean {
  return OWN_CARRIERS.some((carrier) => carrier.code === code);
}

/** The number of an order's `which`th parcel that no carrier numbers, counted from one. */
export function ownParcelNumber(orderNo: string, which: number): string {
  return `${orderNo}-${String(which)}`;
}

export function carrierName(code: string): string {
  return SHIPPING_CARRIERS.find((carrier) => carrier.code === code)?.name ?? code;
}

/** A parcel number as Kuaidi100 takes it: 6–32 letters and digits. */
export const PARCEL_NUMBER = /^[A-Za-z0-9-]{6,32}$/;
