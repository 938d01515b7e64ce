/** What the shop needs of a payment provider. WeChat Pay v2 through tenpay fills it today; a v3 adapter can fill it later. Amounts in fen. */
export interface PaymentGateway {
  /** Makes, or makes again with the same fields, the provider's order. */
  createOrder(
    order: ProviderOrder,
  ): Promise<{ readonly kind: 'created'; readonly prepayId: string } | { readonly kind: 'paid' } | { readonly kind: 'closed' }>;
  /** What `wx.requestPayment` takes. */
  paymentParameters(prepayId: string): PaymentParameters;
  query(outTradeNo: string): Promise<ProviderState>;
  /** `paid` when it came too late. */
  close(outTradeNo: string): Promise<'closed' | 'paid' | 'open'>;
  /** Accepted, not yet done; the same `outRefundNo` may be sent again. */
  refund(
    refund: ProviderRefund,
  ): Promise<{ readonly accepted: true } | { readonly accepted: false; readonly code: string; readonly final: boolean }>;
  /** `closed`: it did not happen, and takes a new number. `stuck`: the money left us and cannot reach the customer's account. `unknown`: never heard of. */
  queryRefund(outRefundNo: string): Promise<'success' | 'processing' | 'closed' | 'stuck' | 'unknown'>;
  /** The text of a day's bill, `yyyyMMdd`. `none`: nothing was traded that day; `creating`: ask again later. */
  bill(day: string): Promise<{ readonly kind: 'bill'; readonly text: string } | { readonly kind: 'none' | 'creating' }>;
}

export interface ProviderOrder {
  readonly outTradeNo: string;
  readonly amount: number;
  readonly body: string;
  readonly openid: string;
  readonly expires: Date;
}

export interface PaymentParameters {
  readonly timeStamp: string;
  readonly nonceStr: string;
  readonly package: string;
  readonly signType: string;
  readonly paySign: string;
}

export type ProviderState =
  | { readonly state: 'paid'; readonly transactionId: string; readonly amount: number; readonly paidAt: Date }
  | { readonly state: 'open' | 'closed' | 'unknown' };

export interface ProviderRefund {
  readonly outTradeNo: string;
  readonly outRefundNo: string;
  readonly total: number;
  readonly amount: number;
  readonly reason: string;
}

/** WeChat could not be asked, or did not know what to say; nothing is known of what was asked about. Whoever called is told to try again. */
export class PaymentUnavailable extends Error {
  override readonly name = 'PaymentUnavailable';
}
