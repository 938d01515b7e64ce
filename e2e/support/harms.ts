import { BOOK_HARMS } from './harms/books.ts';
import type { Harms } from './harms/ground.ts';
import { ORDER_HARMS } from './harms/orders.ts';
import { WAREHOUSE_HARMS } from './harms/warehouse.ts';

export { HarmGround, LONG_AGO, NoGround, type Harm, type Harms } from './harms/ground.ts';

/** Every kind of harm, what it does to the books, and what the audit must call it: at least one for each rule that the audit claims. */
export const HARMS: Harms = [...ORDER_HARMS, ...BOOK_HARMS, ...WAREHOUSE_HARMS];

/** What the database itself refuses: an order's number is unique. */
export const REFUSED_BY_THE_DATABASE: readonly string[] = ['order.number'];
/** Rules that only a shop at rest is held against, because one that is at work breaks them all the time. */
export const ONLY_AT_REST: readonly string[] = ['stock.reserved'];
