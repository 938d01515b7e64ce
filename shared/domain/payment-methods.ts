/** Customers pay by WeChat or balance; staff take credit (挂账), cash and prepaid goods for an order they wrote. */
export type PaymentMethod = 'wechat' | 'balance' | 'credit' | 'cash' | 'prepaid';

export const PAYMENT_METHOD_LABELS: Readonly<Record<PaymentMethod, string>> = {
  wechat: '微信支付',
  balance: '余额支付',
  credit: '挂账',
  cash: '现金',
  prepaid: '预存抵扣',
};
