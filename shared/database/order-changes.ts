/** What staff changed in an order outside its states: price, address, remark, lines of a draft. Append-only. */
export interface OrderHistoryDocument {
  _id: string;
  orderId: string;
  action: 'price' | 'address' | 'remark' | 'lines';
  before: unknown;
  after: unknown;
  reason: string;
  operator: string;
  createTime: Date;
}

export interface BatchResult {
  ok: boolean;
  reason?: string;
  message?: string;
}

/** One order for each act of `batchUpdateOrders`: what is done stays done, so the same request goes on where it stopped. */
export interface BatchJobDocument {
  _id: string;
  action: string;
  orderIds: string[];
  results: Record<string, BatchResult>;
  operator: string;
  createTime: Date;
  updateTime: Date;
}
