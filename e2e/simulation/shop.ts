type Main = (event: unknown, context: unknown) => Promise<unknown>;

/** The platform's tables and the deployed functions' own entries, run in this process so that they can be killed at any word. */
export interface Shop {
  readonly tables: (typeof import('../../cloudfunctions/_platform/tables.ts'))['tables'];
  readonly command: (typeof import('../../cloudfunctions/_platform/database.ts'))['command'];
  readonly weChatPay: (typeof import('../../cloudfunctions/_platform/wechatpay.ts'))['weChatPay'];
  readonly mains: Readonly<Record<string, Main>>;
}

/** Loads them, once the environment says which emulator they belong to. */
export async function openShop(): Promise<Shop> {
  const [{ tables }, { command }, { weChatPay }] = await Promise.all([
    import('../../cloudfunctions/_platform/tables.ts'),
    import('../../cloudfunctions/_platform/database.ts'),
    import('../../cloudfunctions/_platform/wechatpay.ts'),
  ]);
  const modules: Record<string, Promise<{ main: unknown }>> = {
    login: import('../../cloudfunctions/login/index.ts'),
    address: import('../../cloudfunctions/address/index.ts'),
    cart: import('../../cloudfunctions/cart/index.ts'),
    addPoints: import('../../cloudfunctions/addPoints/index.ts'),
    submitOrder: import('../../cloudfunctions/submitOrder/index.ts'),
    flashOrder: import('../../cloudfunctions/flashOrder/index.ts'),
    wxPay: import('../../cloudfunctions/wxPay/index.ts'),
    payCallback: import('../../cloudfunctions/payCallback/index.ts'),
    refundCallback: import('../../cloudfunctions/refundCallback/index.ts'),
    order: import('../../cloudfunctions/order/index.ts'),
    shipOrder: import('../../cloudfunctions/shipOrder/index.ts'),
    stock: import('../../cloudfunctions/stock/index.ts'),
    stocktake: import('../../cloudfunctions/stocktake/index.ts'),
    afterSale: import('../../cloudfunctions/afterSale/index.ts'),
    coupon: import('../../cloudfunctions/coupon/index.ts'),
    promotion: import('../../cloudfunctions/promotion/index.ts'),
    recharge: import('../../cloudfunctions/recharge/index.ts'),
    reconcile: import('../../cloudfunctions/reconcile/index.ts'),
    orderChange: import('../../cloudfunctions/orderChange/index.ts'),
    batchUpdateOrders: import('../../cloudfunctions/batchUpdateOrders/index.ts'),
    internalOrder: import('../../cloudfunctions/internalOrder/index.ts'),
    customer: import('../../cloudfunctions/customer/index.ts'),
    addPrestore: import('../../cloudfunctions/addPrestore/index.ts'),
    updatePrepaidProduct: import('../../cloudfunctions/updatePrepaidProduct/index.ts'),
    product: import('../../cloudfunctions/product/index.ts'),
    orderTimer: import('../../cloudfunctions/orderTimer/index.ts'),
    audit: import('../../cloudfunctions/audit/index.ts'),
  };
  const mains = await Promise.all(Object.entries(modules).map(async ([name, module]) => [name, (await module).main as Main] as const));
  return { tables, command, weChatPay, mains: Object.fromEntries(mains) };
}
