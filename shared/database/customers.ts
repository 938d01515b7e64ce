/** A customer whom staff serve: a restaurant, a canteen, a neighbour without WeChat. `memberId` links him to the mall's member he also is. */
export interface CustomerDocument {
  _id: string;
  name: string;
  phone?: string;
  /** Free text of the older system; addresses to ship to are in `customerAddresses`. */
  address?: string;
  type: string;
  remark: string;
  /** openid of the member he also is. */
  memberId?: string;
  /** What he is found by: derived from name and phone. */
  keywords: string[];
  /** Fen he may owe at most; 0: no credit. */
  creditLimit: number;
  /** Fen he owes now: the sum of his statement. Below zero when he has paid ahead. Written by the statement's module alone. */
  owed: number;
  status: 'active' | 'merged';
  mergedInto?: string;
  createTime: Date;
  updateTime: Date;
}

/** One row of a customer's statement (挂账). `_id` is the act's idempotency key. */
export interface CustomerStatementDocument {
  _id: string;
  customerId: string;
  type: 'order' | 'receipt' | 'refund' | 'merge' | 'adjust';
  /** Fen, signed: what he owes grows by it. */
  amount: number;
  owedAfter: number;
  orderId: string | null;
  /** How a receipt was paid. */
  method?: 'cash' | 'transfer' | 'wechat';
  reason: string;
  operator: string;
  createTime: Date;
}

/** A customer's own price. `_id` is derived from customer and SKU. */
export interface CustomerPriceDocument {
  _id: string;
  customerId: string;
  skuId: string;
  productId: string;
  productName: string;
  unit: string;
  /** Fen per unit. */
  price: number;
  /** The merge that brought it here. */
  mergeId?: string;
  operator: string;
  createTime: Date;
  updateTime: Date;
}

/** What one merge moved of prepaid goods, in thousandths. */
export interface MovedPrepaid {
  productId: string;
  quantity: number;
}

/** Two customers made one. `moving` and `undoing` are intents: the sweeper finishes them. Orders, addresses and prices that moved carry this `_id` in `merges`. */
export interface CustomerMergeDocument {
  _id: string;
  sourceCustomerId: string;
  targetCustomerId: string;
  sourceName: string;
  targetName: string;
  status: 'moving' | 'done' | 'undoing' | 'undone';
  /** Fen that the source owed. */
  owedMoved: number;
  /** The member link went over to the target. */
  memberMoved: boolean;
  prepaidMoved: MovedPrepaid[];
  operator: string;
  mergeTime: Date;
  undoneBy?: string;
  undoTime?: Date;
  /** When the sweeper takes it up, while it is an intent. */
  dueAt?: Date;
  updateTime: Date;
}
