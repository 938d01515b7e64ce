export interface StaffDocument {
  _id: string;
  /** `openid:<openid>` or `user:<name>`: unique, whichever way a person signs in. */
  loginKey: string;
  name: string;
  role: string;
  status: 'active' | 'disabled';
  username?: string;
  passwordHash?: string;
  failedLogins: number;
  lockedUntil: Date | null;
  createTime: Date;
  lastLoginTime: Date | null;
}

/** What a signed-in identity (an openid, or an admin's custom-login id) may do now. Functions check `permissions`; security rules read the booleans. */
export interface StaffAccessDocument {
  _id: string;
  staffId: string;
  name: string;
  role: string;
  permissions: string[];
  orders: boolean;
  stock: boolean;
  products: boolean;
  members: boolean;
  customers: boolean;
  prepaid: boolean;
  marketing: boolean;
  statistics: boolean;
  updateTime: Date;
}

export interface LoginLogDocument {
  _id: string;
  username: string;
  staffId: string | null;
  result: 'success' | 'wrong_password' | 'locked' | 'disabled' | 'unknown';
  ip: string;
  userAgent: string;
  createTime: Date;
}

export interface OperationLogDocument {
  _id: string;
  operator: string;
  operatorName: string;
  action: string;
  target: string;
  before: unknown;
  after: unknown;
  ip: string;
  createTime: Date;
}
