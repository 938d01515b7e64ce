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
  /** Booked in by staff, given back by an order, or taken over from a merged customer. */
  type: 'add' | 'return' | 'merge';
  orderId: string | null;
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
  /** Taken by the customer, or given over to the customer he was merged into. */
  updateType: 'deduct' | 'merge';
  /** Thousandths, positive. */
  quantity: number;
  unit: string;
  quantityAfter: number;
  orderId: string | null;
  remark: string;
  operator: string;
  createTime: Date;
}
