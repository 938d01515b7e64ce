import type { TeamStatus } from '../group-buy.ts';
import type { OrderStatus } from '../order-lifecycle.ts';
import { grouped, inMotion, repeated, sumOf, violation, type AuditMoment, type Violation } from './violation.ts';

export interface AuditedSale {
  readonly _id: string;
  readonly quota: number;
  readonly sold: number;
  readonly perUser: number;
  readonly marks: readonly unknown[];
  readonly updateTime: Date;
}

export interface AuditedPurchase {
  readonly _id: string;
  readonly _openid: string;
  readonly saleId: string;
  readonly bought: number;
  readonly holds: readonly { readonly orderId: string; readonly pieces: number }[];
  readonly updateTime: Date;
}

export interface AuditedTeam {
  readonly _id: string;
  readonly size: number;
  readonly seats: readonly { readonly orderId: string; readonly who: string; readonly paid: boolean }[];
  readonly seatCount: number;
  readonly paidCount: number;
  readonly missing: number;
  readonly status: TeamStatus;
  readonly settling: boolean;
  readonly deadline: Date;
  readonly updateTime: Date;
}

/** As much of an order as flash sales and group buys ask for. */
export interface PromotedOrder {
  readonly _id: string;
  readonly _openid: string;
  readonly status: OrderStatus;
  readonly items: readonly { readonly quantity: number; readonly flashSaleId?: string }[];
  readonly group?: { readonly teamId: string; readonly state: TeamStatus; readonly counted: boolean };
  /** Set when it ended before it was shipped: then it gave its quota back. A refund through after-sales does not. */
  readonly cancelTime?: Date;
  readonly updateTime: Date;
}

const PAID: readonly OrderStatus[] = ['paid', 'shipped', 'completed'];

/** Whether an order counts as bought in its flash sale; null while it is being placed. */
function buys(order: PromotedOrder): boolean | null {
  if (order.status === 'placing') return null;
  if (order.status === 'cancelled') return false;
  return order.status !== 'refunded' || order.cancelTime === undefined;
}

/** What a sale sold is what its buyers hold, within its quota. */
export function flashSaleFaults(sale: AuditedSale, purchases: readonly AuditedPurchase[], moment: AuditMoment): Violation[] {
  if (inMotion(sale.updateTime, moment)) return [];
  const { _id, sold, quota, perUser } = sale;
  const held = sumOf(purchases, ({ holds }) => sumOf(holds, ({ pieces }) => pieces));
  const greedy = purchases.filter(({ bought }) => bought > perUser);
  return [
    ...(sold === held ? [] : [violation('flash.sold', _id, `${sold} sold, but its buyers hold ${held}`)]),
    ...(sold < 0 || sold > quota ? [violation('flash.quota', _id, `${sold} of ${quota} sold`)] : []),
    ...greedy.map((purchase) => violation('flash.limit', purchase._id, `${purchase.bought} bought where ${perUser} are allowed`)),
    ...(moment.quiet && sale.marks.length > 0 ? [violation('flash.marks', _id, `${sale.marks.length} unsettled marks`)] : []),
  ];
}

/** What a person holds of a sale is what his orders bought in it. `orderOf` finds an order by id. */
export function flashPurchaseFaults(
  purchase: AuditedPurchase,
  orderOf: (id: string) => PromotedOrder | undefined,
  moment: AuditMoment,
): Violation[] {
  if (inMotion(purchase.updateTime, moment)) return [];
  const { _id, bought, holds, saleId } = purchase;
  const faults: Violation[] = [];
  const held = sumOf(holds, ({ pieces }) => pieces);
  if (bought !== held) faults.push(violation('flash.bought', _id, `${bought} bought, but its holds add up to ${held}`));
  for (const { orderId, pieces } of holds) {
    const order = orderOf(orderId);
    const ordered = order === undefined || order._openid !== purchase._openid ? 0 : piecesOf(order, saleId);
    if (order !== undefined && buys(order) === null) continue;
    if (order === undefined || buys(order) !== true)
      faults.push(violation('flash.hold', _id, `holds ${pieces} for order ${orderId}, which does not buy`));
    else if (ordered !== pieces) faults.push(violation('flash.hold', _id, `holds ${pieces} for order ${orderId}, which bought ${ordered}`));
  }
  return faults;
}

function piecesOf(order: PromotedOrder, saleId: string): number {
  return sumOf(
    order.items.filter((item) => item.flashSaleId === saleId),
    ({ quantity }) => quantity,
  );
}

/** Every flash order is held. `isHeld` says whether a purchase of that sale names the order. */
export function flashOrderFaults(
  order: PromotedOrder,
  isHeld: (saleId: string, orderId: string) => boolean,
  moment: AuditMoment,
): Violation[] {
  if (buys(order) !== true || inMotion(order.updateTime, moment)) return [];
  const sales = new Set(order.items.flatMap(({ flashSaleId }) => (flashSaleId === undefined ? [] : [flashSaleId])));
  return [...sales]
    .filter((saleId) => !isHeld(saleId, order._id))
    .map((saleId) => violation('flash.order', order._id, `bought in sale ${saleId}, which does not count it`));
}

/** A team's seats are orders, its paid seats paid ones; it succeeded with all of them or its money went back. `members`: the orders that name it. */
export function teamFaults(team: AuditedTeam, members: readonly PromotedOrder[], moment: AuditMoment): Violation[] {
  if (inMotion(team.updateTime, moment) || members.some((order) => order.status === 'placing' || inMotion(order.updateTime, moment)))
    return [];
  const { _id, seats, size, status } = team;
  const fault = (text: string): Violation => violation('team.seats', _id, text);
  const faults: Violation[] = [];
  const paidSeats = seats.filter((seat) => seat.paid).length;
  if (seats.length > size || seats.length !== team.seatCount)
    faults.push(fault(`${seats.length} seats of ${size}, counted as ${team.seatCount}`));
  if (paidSeats !== team.paidCount || size - paidSeats !== team.missing)
    faults.push(fault(`${paidSeats} seats are paid, counted as ${team.paidCount} with ${team.missing} missing`));
  for (const who of repeated(seats.map((seat) => seat.who))) faults.push(fault(`${who} sits twice`));
  if (status === 'succeeded' && paidSeats < size) faults.push(violation('team.success', _id, `succeeded with ${paidSeats} of ${size}`));
  if (moment.quiet && team.settling) faults.push(violation('team.settling', _id, 'decided, but its orders are not all told'));
  if (moment.quiet && status === 'forming' && team.missing === 0) faults.push(violation('team.success', _id, 'complete, but not decided'));
  const orderOf = new Map(members.map((order) => [order._id, order]));
  for (const seat of seats) if (!orderOf.has(seat.orderId)) faults.push(fault(`seat of order ${seat.orderId}, which is not there`));
  return [...faults, ...members.flatMap((order) => memberFaults(team, order))];
}

function memberFaults(team: AuditedTeam, order: PromotedOrder): Violation[] {
  const seat = team.seats.find((one) => one.orderId === order._id);
  const fault = (text: string): Violation[] => [violation('team.order', order._id, `is ${order.status}, but ${text}`)];
  const isPaid = PAID.includes(order.status);
  if (team.status === 'failed') return isPaid || order.status === 'pending_payment' ? fault('its team failed') : [];
  const seated = isPaid || order.status === 'pending_payment';
  if (seated && seat === undefined) return fault('has no seat in its team');
  if (isPaid && (seat?.paid !== true || !order.group?.counted)) return fault('is not counted in its team');
  if (team.status === 'forming') {
    if (!seated && seat !== undefined) return fault('keeps its seat');
    if (!isPaid && seat?.paid === true) return fault('its seat is paid');
    return order.status === 'shipped' || order.status === 'completed' ? fault('its team is still forming') : [];
  }
  return isPaid && order.group?.state !== 'succeeded' ? fault('does not know that its team succeeded') : [];
}

/** Flash sales and group buys of a shop small enough to be read at once. */
export function promotionFaults(
  books: {
    readonly sales: readonly AuditedSale[];
    readonly purchases: readonly AuditedPurchase[];
    readonly teams: readonly AuditedTeam[];
    readonly orders: readonly PromotedOrder[];
  },
  moment: AuditMoment,
): Violation[] {
  const orders = new Map(books.orders.map((order) => [order._id, order]));
  const purchasesOf = grouped(books.purchases, ({ saleId }) => saleId);
  const membersOf = grouped(
    books.orders.filter(({ group }) => group !== undefined),
    ({ group }) => group?.teamId ?? '',
  );
  const held = new Set(books.purchases.flatMap(({ saleId, holds }) => holds.map(({ orderId }) => `${saleId} ${orderId}`)));
  return [
    ...books.sales.flatMap((sale) => flashSaleFaults(sale, purchasesOf.get(sale._id) ?? [], moment)),
    ...books.purchases.flatMap((purchase) => flashPurchaseFaults(purchase, (id) => orders.get(id), moment)),
    ...books.orders.flatMap((order) => flashOrderFaults(order, (saleId, orderId) => held.has(`${saleId} ${orderId}`), moment)),
    ...books.teams.flatMap((team) => teamFaults(team, membersOf.get(team._id) ?? [], moment)),
  ];
}
