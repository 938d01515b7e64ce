// What keeps money, stock, points and coupons right when several act at once: each guard, how it is taken out, and the test that must then fail.
// `find` stands once in its file (under cloudfunctions/_services). `functions`: the test goes through the built functions.
import { AFTER_SALES } from './after-sales.mjs';
import { COUNTER } from './counter.mjs';
import { COUPONS } from './coupons.mjs';
import { MONEY } from './money.mjs';
import { ORDERS } from './orders.mjs';
import { PROMOTIONS } from './promotions.mjs';
import { REST } from './rest.mjs';
import { STOCK } from './stock.mjs';
import { TEAMS } from './teams.mjs';

export const GUARDS = [...ORDERS, ...MONEY, ...STOCK, ...AFTER_SALES, ...COUNTER, ...COUPONS, ...TEAMS, ...PROMOTIONS, ...REST];
