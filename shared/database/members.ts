/** Money on its way from a balance to an order: taken off already, its ledger row not proven yet. */
export interface PendingDebit {
  /** One try to pay; the order that it paid names it too. */
  attempt: string;
  orderId: string;
  /** Fen. */
  amount: number;
  at: Date;
}

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
  /** Points earned with goods that went back after he had spent them: the next ones that an order brings settle them first. */
  pointsOwed?: number;
  /** Fen. Written by the balance ledger alone. */
  balance: number;
  /** What was taken off the balance and is not in its ledger yet. */
  debits?: PendingDebit[];
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
