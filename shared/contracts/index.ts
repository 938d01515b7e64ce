import { stock, stocktake } from './inventory.ts';
import { afterSale } from './after-sales.ts';
import { audit } from './audit.ts';
import { customer } from './customers.ts';
import { recharge, reconcile } from './finance.ts';
import { batchUpdateOrders, internalOrder, orderChange } from './internal-orders.ts';
import { cleanTestData, createCollection, createIndex, deleteProduct } from './maintenance.ts';
import { coupon } from './coupons.ts';
import { address, cart, login } from './members.ts';
import { flashOrder, generateOrderId, order, shipOrder, submitOrder, wxPay } from './orders.ts';
import { addPoints, getUserPoints } from './points.ts';
import { promotion } from './promotions.ts';
import { addPrestore, testCreateRecord, testUpdatePrepaidRecord, updatePrepaidProduct } from './prepaid.ts';
import { adminLogin, initDatabase, initShopProducts, product, staffSession } from './staff.ts';

export * from './contract.ts';
export * from './reasons.ts';

/** All contracts by function name; the ends' typed calls and the API document come from this table. */
export const CONTRACTS = {
  login,
  address,
  cart,
  coupon,
  addPoints,
  getUserPoints,
  submitOrder,
  flashOrder,
  generateOrderId,
  order,
  shipOrder,
  afterSale,
  recharge,
  reconcile,
  wxPay,
  adminLogin,
  staffSession,
  stock,
  stocktake,
  addPrestore,
  updatePrepaidProduct,
  testUpdatePrepaidRecord,
  testCreateRecord,
  audit,
  product,
  promotion,
  customer,
  internalOrder,
  orderChange,
  batchUpdateOrders,
  deleteProduct,
  cleanTestData,
  createCollection,
  createIndex,
  initDatabase,
  initShopProducts,
} as const;

export type Contracts = typeof CONTRACTS;
export type FunctionName = keyof Contracts;
