/**
 * The documents of every collection that has a writer, a file for each noun. Money is integer fen, time is `Date`, ids are strings.
 * `_openid` is the customer who owns a document: the security rules and the queries of his mini-program go by it.
 */
export * from './after-sales.ts';
export type * from './audit.ts';
export type * from './catalog.ts';
export type * from './coupons.ts';
export type * from './customers.ts';
export type * from './inventory.ts';
export type * from './members.ts';
export type * from './order-changes.ts';
export type * from './orders.ts';
export type * from './payments.ts';
export type * from './prepaid.ts';
export type * from './promotions.ts';
export type * from './shop.ts';
export type * from './staff.ts';
export type * from './stock.ts';
