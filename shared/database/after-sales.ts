import type { AfterSaleEvent, AfterSaleStatus, AfterSaleType } from '../domain/after-sale-lifecycle.ts';
import type { AfterSaleReason } from '../domain/refunds.ts';

/** Stock work that a case's refund brought with it and that is not proven finished, like an order's. */
export interface CaseTask {
  kind: 'release' | 'return';
  attempt: string;
  dueAt: Date;
}

export interface CaseStep {
  event: AfterSaleEvent | 'apply';
  to: AfterSaleStatus;
  operator: string;
  operatorType: 'customer' | 'staff' | 'system';
  remark: string;
  at: Date;
}

/** A customer's claim on some pieces of one line. Money in fen. */
export interface AfterSaleDocument {
  _id: string;
  _openid: string;
  userId: string;
  orderId: string;
  orderNo: string;
  /** The order's how-manieth case: part of its refund's number. */
  number: number;
  productId: string;
  skuId: string;
  name: string;
  image: string;
  specs: string;
  quantity: number;
  type: AfterSaleType;
  reason: AfterSaleReason;
  description: string;
  /** Cloud file ids. */
  photos: string[];
  status: AfterSaleStatus;
  /** Staff who wrote it down for the customer. */
  openedBy?: string;
  /** Goods and freight: what it would be worth when it was asked for; from `refunding` on what goes back. */
  amount: number;
  freight: number;
  points: number;
  /** Points earned with the order that went with the refund. */
  pointsTaken?: number;
  /** Points that should have gone too, had he not spent them. */
  pointsShort?: number;
  /** The row in `refunds`, where the money does not go back at once. */
  refundId?: string;
  returnBy?: Date;
  returnParcel?: { company: string; companyName: string; number: string; at: Date };
  /** Whether the returned goods went back into stock. */
  restocked?: boolean;
  task?: CaseTask | null;
  history: CaseStep[];
  createTime: Date;
  updateTime: Date;
}

export interface ReconciliationItem {
  kind: 'payment' | 'refund';
  number: string;
  ours: number | null;
  theirs: number | null;
  orderId: string;
  resolved?: { operator: string; remark: string; at: Date };
}

/** A Beijing day's comparison of WeChat's bill with `payments` and `refunds`, `_id` = `YYYYMMDD`. Money in fen. */
export interface ReconciliationDocument {
  _id: string;
  day: string;
  /** `waiting`: WeChat has not made the bill yet. */
  status: 'waiting' | 'balanced' | 'differs' | 'resolved';
  theirs: { payments: number; paidAmount: number; refunds: number; refundAmount: number };
  ours: { payments: number; paidAmount: number; refunds: number; refundAmount: number };
  oursOnly: ReconciliationItem[];
  theirsOnly: ReconciliationItem[];
  amountDiffers: ReconciliationItem[];
  /** Differences beyond what one document should hold; they show up when those before them are dealt with and the day is run again. */
  leftOff: number;
  createTime: Date;
  updateTime: Date;
}

/** Pay `pay`, get `get` on the balance. Fen. */
export interface RechargePackage {
  id: string;
  title: string;
  pay: number;
  get: number;
}
