import type { ReminderKind } from '../domain/reminders.ts';
import type { Earned } from '../domain/levels.ts';
import type { OrderEvent, OrderStatus } from '../domain/order-lifecycle.ts';
import type { Measure } from '../domain/quantity.ts';
import type { LineRefund } from '../domain/refunds.ts';
import type { PaymentMethod } from './payments.ts';
import type { OrderGroup } from './promotions.ts';

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
  /** Staff have a note about it (`orderNotes`); not here, because its customer reads this document. */
  noted?: boolean;
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
  /** The try that paid it from the balance. */
  debit?: string;
  /** Tries whose money went back because their call had died: none of them pays it any more. */
  voidDebits?: string[];
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
  /** Of what the customer was reminded. */
  reminded?: ReminderKind[];
  updateTime: Date;
}

/** What staff note about an order for each other, `_id` the order's. Its customer does not read it. */
export interface OrderNoteDocument {
  _id: string;
  remark: string;
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
