import type { FreightTemplate } from '../domain/freight.ts';
import type { Earned, EarningRule, LevelRule } from '../domain/levels.ts';
import type { OrderEvent, OrderStatus } from '../domain/order-lifecycle.ts';
import type { StockReason } from '../domain/stock-reasons.ts';
import type { LineRefund } from '../domain/refunds.ts';
import type { Measure } from '../domain/quantity.ts';
import type { MovementKind } from '../domain/stock.ts';
import type { RechargePackage } from './after-sales.ts';
import type { OrderGroup } from './promotions.ts';

export * from './after-sales.ts';
export type * from './audit.ts';
export type * from './coupons.ts';
import type { BatchAllocation } from './inventory.ts';

export type * from './customers.ts';
export type * from './inventory.ts';
export type * from './order-changes.ts';
export type * from './prepaid.ts';
export type * from './promotions.ts';

/**
 * The documents of every collection that has a writer. Money is integer fen, time is `Date`, ids are strings.
 * `_openid` is the customer who owns a document: the security rules and the queries of his mini-program go by it.
 */

export interface MemberDocument {
  _id: string;
  _openid: string;
  openId: string;
  unionId?: string;
  nickName: string;
  avatarUrl: string;
  gender: 0 | 1 | 2;
  city?: string;
  birthday?: string;
  phone?: string;
  level: number;
  growth: number;
  points: number;
  /** Fen. Written by the balance ledger alone. */
  balance: number;
  status: 'active' | 'blocked';
  createTime: Date;
  lastLoginTime: Date;
}

export interface AddressDocument {
  _id: string;
  _openid: string;
  userId: string;
  /** Of a customer whom staff serve. */
  customerId?: string;
  merges?: string[];
  name: string;
  phone: string;
  province: string;
  city: string;
  district: string;
  detail: string;
  isDefault: boolean;
  createTime: Date;
  updateTime: Date;
}

export interface CategoryDocument {
  _id: string;
  name: string;
  parentId: string | null;
  level: 1 | 2 | 3;
  sort: number;
  icon?: string;
}

export interface BrandDocument {
  _id: string;
  name: string;
  origin: string;
  story: string;
}

export interface BannerDocument {
  _id: string;
  title: string;
  image: string;
  linkType: 'product' | 'category' | 'list' | 'page' | 'external';
  link: string;
  sort: number;
  status: 'on' | 'off';
}

/** A sellable variant as the shop shows it. `skuId` is the `_id` of the stock-keeping unit in `products`, where its stock lives. */
export interface ShopSku {
  skuId: string;
  name: string;
  specs: Record<string, string>;
  /** Fen. */
  price: number;
  /** Fen. */
  originalPrice?: number;
  weightGrams: number;
}

export interface ShopProductDocument {
  _id: string;
  name: string;
  subtitle: string;
  description: string;
  categoryId: string;
  /** The category and all above it, so that one equality finds a whole branch. */
  categoryPath: string[];
  brandId: string;
  images: string[];
  skus: ShopSku[];
  /** Fen, lowest and highest SKU price. */
  minPrice: number;
  maxPrice: number;
  originalPrice?: number;
  origin: string;
  unit: string;
  tags: string[];
  isHot: boolean;
  isNew: boolean;
  isDiscount: boolean;
  /** Percent off in the discount zone, 0–100. */
  discountRate: number;
  sort: number;
  sales: number;
  viewCount: number;
  status: 'on' | 'off';
  /** Deleted by staff: off the shelf for good, kept for the orders that name it. */
  deletedTime?: Date;
  freightTemplateId: string;
  createTime: Date;
  updateTime: Date;
}

/** A movement that is applied to the stock but not yet proven in the ledger: what makes a killed function repairable. */
export interface PendingMove {
  key: string;
  kind: MovementKind;
  pieces: number;
  orderId: string | null;
  at: Date;
  /** Why, and by whom, where the order does not say it. */
  reason?: string;
  reasonKind?: StockReason;
  operator?: string;
}

/** The stock-keeping unit: the only place stock lives. Written by the inventory service alone. What it cost is in `productCosts`, because customers watch this one. */
export interface StockDocument {
  _id: string;
  /** The merchant's own code, unique. */
  productId: string;
  productName: string;
  shopProductId: string;
  type: string;
  brand: string;
  specs: string;
  unit: string;
  barcode: string;
  image: string;
  quantity: number;
  reserved: number;
  lowStock: number;
  /** It has run low and is not enough again: what the low-stock list goes by. */
  lowAlerted?: boolean;
  /** Where its low-stock notice stands: to be written, written, to be resolved. */
  lowNotice?: 'none' | 'due' | 'told' | 'clearing';
  /** How often it has run low: numbers its notices. */
  lowCount?: number;
  /** It has batches: what leaves is taken from them, first expired first. */
  batched?: boolean;
  /** Weighed at packing; what is lighter than sold goes back. */
  soldByWeight?: boolean;
  /** What one 箱 of it weighs. */
  boxGrams?: number;
  /** The open stocktake that counts it. */
  countingIn?: string;
  /** Fen. */
  price: number;
  moves: PendingMove[];
  createTime: Date;
  updateTime: Date;
}

export interface ProductCostDocument {
  _id: string;
  /** Fen. */
  cost: number;
  updateTime: Date;
}

/** One row of the stock ledger. `_id` is the movement's idempotency key. */
export interface StockRecordDocument {
  _id: string;
  productId: string;
  productName: string;
  type: MovementKind;
  /** Pieces moved, as a positive number (signed for `adjust`). */
  quantity: number;
  reason: string;
  /** Of a movement by hand or by a stocktake. */
  reasonKind?: StockReason;
  /** The batches it took from; what is missing came from goods without a batch. */
  batches?: BatchAllocation[];
  /** The other stock-keeping unit of a transfer. */
  counterpart?: string;
  orderId: string | null;
  operator: string;
  quantityAfter: number;
  reservedAfter: number;
  createTime: Date;
}

export interface CartDocument {
  _id: string;
  _openid: string;
  productId: string;
  skuId: string;
  quantity: number;
  selected: boolean;
  createTime: Date;
  updateTime: Date;
}

/** A line as it was sold: a snapshot, not a reference. Money in fen. */
export interface OrderItem {
  productId: string;
  skuId: string;
  name: string;
  image: string;
  specs: string;
  unit: string;
  unitPrice: number;
  quantity: number;
  amount: number;
  /** The sum of the three below. Orders from before they were told apart have this alone. */
  discount: number;
  levelDiscount?: number;
  couponDiscount?: number;
  pointsDiscount?: number;
  payable: number;
  /** In a staff order: how the line was measured. `unitPrice` is per `unit` of it, `quantity` the whole pieces of stock it takes. */
  measure?: Measure;
  /** Its share of what staff changed the price by, part of `discount`: below zero when it was raised. */
  adjustDiscount?: number;
  /** Sold in this flash sale. */
  flashSaleId?: string;
  /** What of it went back through after-sales. */
  afterSale?: LineRefund;
  /** Pieces that have left in parcels. */
  shipped?: number;
  /** Sold by weight: what it was to weigh in all. */
  nominalGrams?: number;
  /** Weighed at packing, and what went back (fen) because it was lighter. */
  weighed?: { grams: number; refund: number };
}

export interface ParcelItem {
  skuId: string;
  /** Whole pieces of stock, as in the order's line. */
  quantity: number;
}

export interface Parcel {
  company: string;
  companyName: string;
  number: string;
  /** What is in it, where that was said. */
  items?: ParcelItem[];
  shippedAt: Date;
}

export interface OrderAddress {
  name: string;
  phone: string;
  province: string;
  city: string;
  district: string;
  detail: string;
}

/** Stock work that an order's state change began and that is not proven finished: whoever holds it before `dueAt` works on it, after that the sweeper. */
export interface StockTask {
  kind: 'reserve' | 'release' | 'ship';
  attempt: string;
  dueAt: Date;
  /** Of a shipment: what left with it. */
  pieces?: ParcelItem[];
}

export interface OrderDocument {
  _id: string;
  orderNo: string;
  _openid: string;
  userId: string;
  requestId: string;
  source: 'mall' | 'staff';
  /** Of a staff order: whose it is. */
  customerId?: string;
  customerName?: string;
  createdBy?: string;
  /** Grows with every edit of a draft: whoever edits names the one he saw. */
  revision?: number;
  /** Merges of customers that this order went through. */
  merges?: string[];
  status: OrderStatus;
  /** False while the order is being placed. */
  placed: boolean;
  /** True while it is being placed, and after the customer removed it from his list. */
  hidden: boolean;
  items: OrderItem[];
  itemCount: number;
  address: OrderAddress;
  remark: string;
  staffRemark?: string;
  totalAmount: number;
  discountAmount: number;
  /** After what a coupon took off it. */
  freightAmount: number;
  freightDiscount?: number;
  userCouponId?: string;
  /** What its completion earned the member. */
  earned?: Earned;
  pointsUsed: number;
  pointsAmount: number;
  paymentAmount: number;
  /** How the price came about, link by link. */
  explain: { rule: string; label: string; amount: number }[];
  /** Fen that went back, or are promised to. */
  refundedAmount: number;
  /** After-sale cases that nobody has decided yet; such an order is not shipped. */
  openCases?: { caseId: string; skuId: string }[];
  /** How many cases there ever were. */
  caseCount?: number;
  paymentMethod?: PaymentMethod;
  paymentId?: string;
  /** Grows when the price changes: every round has a WeChat order of its own. */
  payRound?: number;
  /** A WeChat order was opened for it: to be closed when the order ends another way. */
  weChatOpened?: boolean;
  transactionId?: string;
  /** Its part in a group buy's team. */
  group?: OrderGroup;
  parcels: Parcel[];
  /** Its goods that are sold by weight are weighed. */
  packedTime?: Date;
  task?: StockTask | null;
  createTime: Date;
  expireTime: Date;
  paymentTime?: Date;
  /** When its last parcel so far left. */
  deliveryTime?: Date;
  receiveTime?: Date;
  cancelTime?: Date;
  cancelReason?: string;
  updateTime: Date;
}

export interface OrderFlowDocument {
  _id: string;
  _openid: string;
  orderId: string;
  event: OrderEvent;
  fromStatus: OrderStatus;
  toStatus: OrderStatus;
  operator: string;
  operatorType: 'customer' | 'staff' | 'system';
  remark: string;
  createTime: Date;
}

/** Customers pay by WeChat or balance; staff take credit (挂账), cash and prepaid goods for an order they wrote. */
export type PaymentMethod = 'wechat' | 'balance' | 'credit' | 'cash' | 'prepaid';

/** One attempt to pay an order. `_id` is WeChat's `out_trade_no`. */
export interface PaymentDocument {
  _id: string;
  _openid: string;
  orderId: string;
  orderNo: string;
  method: PaymentMethod;
  /** `recharge` pays for no order but into the balance; its `orderId` is empty. */
  kind?: 'order' | 'recharge';
  recharge?: RechargePackage & { userId: string };
  /** Fen. */
  amount: number;
  /** Fen that are promised back, never above `amount`; of these `settledAmount` have arrived. */
  refundedAmount?: number;
  settledAmount?: number;
  status: 'created' | 'success' | 'closed' | 'refund_due' | 'refunded';
  /** When WeChat stops taking the payment; kept, because a repeated order must be the same to the letter. */
  tradeExpires?: Date;
  prepayId?: string;
  prepayExpires?: Date;
  transactionId?: string;
  paidAt?: Date;
  reason?: string;
  createTime: Date;
  updateTime: Date;
}

export interface RefundDocument {
  _id: string;
  _openid: string;
  orderId: string;
  paymentId: string;
  /** Fen. */
  amount: number;
  /** `replaced`: WeChat closed it, and another row with a number of its own took its place. */
  status: 'pending' | 'processing' | 'success' | 'manual' | 'replaced';
  /** `offline`: paid in cash or on credit, so that a person gives it back. */
  channel?: 'wechat' | 'offline';
  /** The after-sale case it pays for. */
  caseId?: string;
  /** Why it is `manual`: WeChat refused it, closed it, or could not bring it to the customer's account. */
  failure?: 'refused' | 'closed' | 'stuck' | 'offline';
  failureCode?: string;
  /** When WeChat accepted it: the day of its bill. */
  sentAt?: Date;
  byHand?: { operator: string; remark: string; at: Date };
  reason: string;
  attempts: number;
  nextAttempt: Date;
  createTime: Date;
  updateTime: Date;
}

export interface BalanceLogDocument {
  _id: string;
  _openid: string;
  userId: string;
  type: 'recharge' | 'gift' | 'pay' | 'refund' | 'adjust';
  /** Fen, signed. */
  amount: number;
  balanceAfter: number;
  orderId: string | null;
  reason: string;
  operator: string;
  createTime: Date;
}

export interface PointsLogDocument {
  _id: string;
  _openid: string;
  userId: string;
  type: 'earn' | 'spend' | 'return' | 'adjust';
  /** Signed. */
  points: number;
  pointsAfter: number;
  /** Growth that came with it, signed; the ledger of a member's growth. */
  growth?: number;
  orderId: string | null;
  reason: string;
  operator: string;
  createTime: Date;
}

export interface StaffDocument {
  _id: string;
  /** `openid:<openid>` or `user:<name>`: unique, whichever way a person signs in. */
  loginKey: string;
  name: string;
  role: string;
  status: 'active' | 'disabled';
  username?: string;
  passwordHash?: string;
  failedLogins: number;
  lockedUntil: Date | null;
  createTime: Date;
  lastLoginTime: Date | null;
}

/** What a signed-in identity (an openid, or an admin's custom-login id) may do now. Functions check `permissions`; security rules read the booleans. */
export interface StaffAccessDocument {
  _id: string;
  staffId: string;
  name: string;
  role: string;
  permissions: string[];
  orders: boolean;
  stock: boolean;
  products: boolean;
  members: boolean;
  customers: boolean;
  prepaid: boolean;
  marketing: boolean;
  statistics: boolean;
  updateTime: Date;
}

export interface LoginLogDocument {
  _id: string;
  username: string;
  staffId: string | null;
  result: 'success' | 'wrong_password' | 'locked' | 'disabled' | 'unknown';
  ip: string;
  userAgent: string;
  createTime: Date;
}

export interface OperationLogDocument {
  _id: string;
  operator: string;
  operatorName: string;
  action: string;
  target: string;
  before: unknown;
  after: unknown;
  ip: string;
  createTime: Date;
}

/** A Beijing day's figures, `_id` = `YYYYMMDD`. Money in fen. */
export interface DailyStatsDocument {
  _id: string;
  day: string;
  orders: number;
  paidOrders: number;
  paidAmount: number;
  shippedOrders: number;
  completedOrders: number;
  cancelledOrders: number;
  newMembers: number;
  /** Fen that went back that day, cancellations included. */
  refundAmount?: number;
  refunds?: number;
  rechargeAmount?: number;
  updateTime: Date;
}

export interface ShopConfigDocument {
  _id: 'shop';
  name: string;
  servicePhone: string;
  announcement: string;
  payMinutes: number;
  autoReceiveDays: number;
  maxPiecesPerLine: number;
  /** Days after completion within which a customer may ask for money back. */
  afterSaleDays?: number;
  rechargePackages?: RechargePackage[];
  /** `expire: 'nextYear'`: points are good until the end of the year after the one they came in; without it they live on. */
  points: { pointsPerFen: number; maxPercent: number; expire?: 'never' | 'nextYear' };
  /** What a completed order earns, per yuan paid for goods. */
  earning?: EarningRule;
  levels?: LevelRule[];
}

export interface FreightTemplateDocument extends FreightTemplate {
  _id: string;
  name: string;
}

export interface LogisticsDocument {
  _id: string;
  _openid: string;
  orderId: string;
  company: string;
  companyName: string;
  number: string;
  status: 'shipped' | 'in_transit' | 'delivering' | 'signed' | 'exception';
  tracks: { time: Date; text: string }[];
  createTime: Date;
  updateTime: Date;
}

export interface CounterDocument {
  _id: string;
  value: number;
  /** How far a job that goes through a collection has come. */
  cursor?: string;
}
