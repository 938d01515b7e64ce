import type { OrderStatus } from '@shop/shared/domain/order-lifecycle.ts';
import { cancel, claimRefund, confirm, lateThumb, pay } from './buyers.ts';
import { anOrder, oneOf, together, type Act } from './common.ts';
import { claimForCustomer, handleCase } from './money.ts';
import { change, ship, staffCancelPaid } from './staff.ts';

const AT_ONE_ORDER: Partial<Record<OrderStatus, readonly Act[]>> = {
  pending_payment: [pay, pay, lateThumb, lateThumb, cancel, change, change],
  paid: [ship, ship, cancel, claimRefund, claimForCustomer, staffCancelPaid, change, lateThumb],
  shipped: [confirm, ship, claimRefund, claimRefund, claimForCustomer],
};

/** The customer, his bank and the staff are at one order at the same moment: he pays while its price changes, cancels while it is packed, asks for money while it is confirmed. */
export const sameOrder: Act = async (world) => {
  const { luck } = world;
  const one = await anOrder(world, 'pending_payment', 'pending_payment', 'paid', 'shipped');
  const acts = AT_ONE_ORDER[one?.status ?? 'cancelled'];
  if (one === null || acts === undefined) return;
  const focus = one._id;
  await together(
    world,
    Array.from({ length: luck.between(2, 4) }, () => luck.of(acts)),
    { focus },
  );
};

/** Two of the staff, or the customer and the staff, at one case. */
export const sameCase: Act = async (world) => {
  const { shop, luck } = world;
  const cases = await shop.tables.afterSales.find(
    { status: shop.command.in(['applied', 'returning', 'returned']) },
    { orderBy: [['createTime', 'desc']], limit: 10 },
  );
  const one = oneOf(world, cases);
  if (one === null) return;
  await together(
    world,
    Array.from({ length: luck.between(2, 3) }, () => handleCase),
    { focus: one._id },
  );
};
