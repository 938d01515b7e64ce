/** What a customer has paid for and not yet taken, per product. Quantities are thousandths of `unit`. */
export interface PrepaidRecordDocument {
  /** Derived from customer and product: one record each. */
  _id: string;
  customerId: string;
  customerName: string;
  /** The stock-keeping unit (`products._id`). */
  productId: string;
  productName: string;
  unit: string;
  /** Left, never below zero. Written by the prepaid service alone. */
  quantity: number;
  createTime: Date;
  updateTime: Date;
}

/** One deposit. `_id` is its idempotency key. */
export interface PrestoreRecordDocument {
  _id: string;
  recordId: string;
  customerId: string;
  productId: string;
  type: 'add';
  /** Thousandths, positive. */
  quantity: number;
  unit: string;
  quantityAfter: number;
  remark: string;
  operator: string;
  createTime: Date;
}

/** One deduction. `_id` is its idempotency key. */
export interface PrepaidUpdateDocument {
  _id: string;
  recordId: string;
  customerId: string;
  productId: string;
  updateType: 'deduct';
  /** Thousandths, positive. */
  quantity: number;
  unit: string;
  quantityAfter: number;
  orderId: string | null;
  remark: string;
  operator: string;
  createTime: Date;
}
