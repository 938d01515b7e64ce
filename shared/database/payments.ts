import type { PaymentMethod } from '../domain/payment-methods.ts';
import type { RechargePackage } from './after-sales.ts';

export type { PaymentMethod };

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
