import type { TeamStatus } from '../group-buy.ts';
import type { OrderStatus } from '../order-lifecycle.ts';
import { grouped, inMotion, overdue, repeated, sumOf, violation, type AuditMoment, type Violation } from './violation.ts';

export interface AuditedSale {
  readonly _id: string;
  readonly quota: number;
  readonly sold: number;
  readonly perUser: number;
  readonly marks: readonly { readonly at: Date }[];
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

/** What a sale sold is what its buyers have, within its quota. `bought`: the sum of its purchases. */
export function flashSaleFaults(sale: AuditedSale, bought: number, moment: AuditMoment): Violation[] {
  if (inMotion(sale.updateTime, moment)) return [];
  const { _id, sold, quota } = sale;
  const stuck = sale.marks.filter(({ at }) => moment.quiet || overdue(at, moment));
  return [
    ...(sold === bought ? [] : [violation('flash.sold', _id, `${sold} sold, but its buyers have ${bought}`)]),
    ...(sold < 0 || sold > quota ? [violation('flash.quota', _id, `${sold} of ${quota} sold`)] : []),
    ...(stuck.length > 0 ? [violation('flash.marks', _id, `${stuck.length} unsettled marks`)] : []),
  ];
}

/** What a person has of a sale is what his orders bought in it, and no more than his share. `orderOf` finds an order by id. */
export function flashPurchaseFaults(
  purchase: AuditedPurchase,
  sale: Pick<AuditedSale, 'perUser'> | undefined,
  orderOf: (id: string) => PromotedOrder | undefined,
  moment: AuditMoment,
): Violation[] {
  if (inMotion(purchase.updateTime, moment)) return [];
  const { _id, bought, holds, saleId } = purchase;
  if (sale === undefined) return [violation('flash.hold', _id, `its sale ${saleId} is not there`)];
  const faults: Violation[] = [];
  const held = sumOf(holds, ({ pieces }) => pieces);
  if (bought !== held) faults.push(violation('flash.bought', _id, `${bought} bought, but its holds add up to ${held}`));
  if (bought > sale.perUser) faults.push(violation('flash.limit', _id, `${bought} bought where ${sale.perUser} are allowed`));
  for (const { orderId, pieces } of holds) {
    const order = orderOf(orderId);
    if (order !== undefined && (buys(order) === null || inMotion(order.updateTime, moment))) continue;
    const ordered = order !== undefined && order._openid === purchase._openid && buys(order) === true ? piecesOf(order, saleId) : 0;
    if (ordered !== pieces) faults.push(violation('flash.hold', _id, `holds ${pieces} for order ${orderId}, which bought ${ordered}`));
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

/** A team counts its seats right, has one a person, and is decided as they are. `isThere`: an order of that id exists. */
export function teamFaults(team: AuditedTeam, isThere: (orderId: string) => boolean, moment: AuditMoment): Violation[] {
  if (inMotion(team.updateTime, moment)) return [];
  const { _id, seats, size, status } = team;
  const fault = (text: string): Violation => violation('team.seats', _id, text);
  const faults: Violation[] = [];
  const paid = seats.filter((seat) => seat.paid).length;
  if (seats.length > size || seats.length !== team.seatCount)
    faults.push(fault(`${seats.length} of ${size}, counted as ${team.seatCount}`));
  if (paid !== team.paidCount || size - paid !== team.missing)
    faults.push(fault(`${paid} are paid, counted as ${team.paidCount} with ${team.missing} missing`));
  for (const who of repeated(seats.map((seat) => seat.who))) faults.push(fault(`${who} sits twice`));
  if (status === 'succeeded' && paid < size) faults.push(violation('team.success', _id, `succeeded with ${paid} of ${size}`));
  if (status === 'forming' && paid === size) faults.push(violation('team.success', _id, 'complete, but not decided'));
  if (team.settling) faults.push(violation('team.settling', _id, 'decided, but its orders are not all told'));
  // Orders of teams that are over may have been erased since.
  if (status === 'forming') for (const seat of seats) if (!isThere(seat.orderId)) faults.push(fault(`order ${seat.orderId} is not there`));
  return faults;
}

/** A group buy's order sits in its team as it is paid, and ends as its team did. */
export function groupOrderFaults(order: PromotedOrder, team: AuditedTeam | undefined, moment: AuditMoment): Violation[] {
  const { group, status } = order;
  if (group === undefined || status === 'placing' || inMotion(order.updateTime, moment)) return [];
  const fault = (text: string): Violation[] => [violation('team.order', order._id, `is ${status}, but ${text}`)];
  const isPaid = PAID.includes(status);
  const seated = isPaid || status === 'pending_payment';
  if (team === undefined) return seated ? fault('its team is not there') : [];
  if (inMotion(team.updateTime, moment)) return [];
  if (team.status === 'failed') return seated ? fault('its team failed') : [];
  const seat = team.seats.find((one) => one.orderId === order._id);
  if (seated && seat === undefined) return fault('has no seat in its team');
  if (isPaid && (seat?.paid !== true || !group.counted)) return fault('is not counted in its team');
  if (team.status === 'forming') {
    if (!seated && seat !== undefined) return fault('keeps its seat');
    if (!isPaid && seat?.paid === true) return fault('its seat is paid');
    return isPaid && status !== 'paid' ? fault('its team is still forming') : [];
  }
  return isPaid && group.state !== 'succeeded' ? fault('does not know that its team succeeded') : [];
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
  const sales = new Map(books.sales.map((sale) => [sale._id, sale]));
  const teams = new Map(books.teams.map((team) => [team._id, team]));
  const purchasesOf = grouped(books.purchases, ({ saleId }) => saleId);
  const held = new Set(books.purchases.flatMap(({ saleId, holds }) => holds.map(({ orderId }) => `${saleId} ${orderId}`)));
  return [
    ...books.sales.flatMap((sale) =>
      flashSaleFaults(
        sale,
        sumOf(purchasesOf.get(sale._id) ?? [], ({ bought }) => bought),
        moment,
      ),
    ),
    ...books.purchases.flatMap((purchase) => flashPurchaseFaults(purchase, sales.get(purchase.saleId), (id) => orders.get(id), moment)),
    ...books.teams.flatMap((team) => teamFaults(team, (id) => orders.has(id), moment)),
    ...books.orders.flatMap((order) => [
      ...flashOrderFaults(order, (saleId, orderId) => held.has(`${saleId} ${orderId}`), moment),
      ...groupOrderFaults(order, teams.get(order.group?.teamId ?? ''), moment),
    ]),
  ];
}
