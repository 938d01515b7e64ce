import { main as addPoints } from '../../cloudfunctions/addPoints/index.ts';
import { main as addPrestore } from '../../cloudfunctions/addPrestore/index.ts';
import { main as address } from '../../cloudfunctions/address/index.ts';
import { main as afterSale } from '../../cloudfunctions/afterSale/index.ts';
import { main as audit } from '../../cloudfunctions/audit/index.ts';
import { main as batchUpdateOrders } from '../../cloudfunctions/batchUpdateOrders/index.ts';
import { main as cart } from '../../cloudfunctions/cart/index.ts';
import { main as coupon } from '../../cloudfunctions/coupon/index.ts';
import { main as customer } from '../../cloudfunctions/customer/index.ts';
import { main as deleteProduct } from '../../cloudfunctions/deleteProduct/index.ts';
import { main as flashOrder } from '../../cloudfunctions/flashOrder/index.ts';
import { main as getUserPoints } from '../../cloudfunctions/getUserPoints/index.ts';
import { main as generateOrderId } from '../../cloudfunctions/generateOrderId/index.ts';
import { main as internalOrder } from '../../cloudfunctions/internalOrder/index.ts';
import { main as login } from '../../cloudfunctions/login/index.ts';
import { main as order } from '../../cloudfunctions/order/index.ts';
import { main as orderChange } from '../../cloudfunctions/orderChange/index.ts';
import { main as orderTimer } from '../../cloudfunctions/orderTimer/index.ts';
import { main as payCallback } from '../../cloudfunctions/payCallback/index.ts';
import { main as product } from '../../cloudfunctions/product/index.ts';
import { main as promotion } from '../../cloudfunctions/promotion/index.ts';
import { main as recharge } from '../../cloudfunctions/recharge/index.ts';
import { main as reconcile } from '../../cloudfunctions/reconcile/index.ts';
import { main as refundCallback } from '../../cloudfunctions/refundCallback/index.ts';
import { main as shipOrder } from '../../cloudfunctions/shipOrder/index.ts';
import { main as stock } from '../../cloudfunctions/stock/index.ts';
import { main as stocktake } from '../../cloudfunctions/stocktake/index.ts';
import { main as submitOrder } from '../../cloudfunctions/submitOrder/index.ts';
import { main as updatePrepaidProduct } from '../../cloudfunctions/updatePrepaidProduct/index.ts';
import { main as wxPay } from '../../cloudfunctions/wxPay/index.ts';

type Main = (event: unknown, context: unknown) => Promise<unknown>;

/** What {@link ./shop.ts} loads as often as the platform starts processes: the deployed functions' own entries, with the tables and WeChat Pay as they see them. */
export const mains: Readonly<Record<string, Main>> = {
  addPoints,
  addPrestore,
  address,
  afterSale,
  audit,
  batchUpdateOrders,
  cart,
  coupon,
  customer,
  deleteProduct,
  flashOrder,
  generateOrderId,
  getUserPoints,
  internalOrder,
  login,
  order,
  orderChange,
  orderTimer,
  payCallback,
  product,
  promotion,
  recharge,
  reconcile,
  refundCallback,
  shipOrder,
  stock,
  stocktake,
  submitOrder,
  updatePrepaidProduct,
  wxPay,
};

export { command } from '../../cloudfunctions/_platform/database.ts';
export { tables } from '../../cloudfunctions/_platform/tables.ts';
export { weChatPay } from '../../cloudfunctions/_platform/wechatpay.ts';
