import { HOLDING_STATUSES, INITIAL_STATUSES, transition, type Actor, type OrderEvent, type OrderStatus } from '../order-lifecycle.ts';
import { piecesShipped, piecesToShip, promisedBack, type LineRefund } from '../refunds.ts';
import { isKept, type AuditedPayment } from './payments.ts';
import type { AuditedStockRow } from './stock.ts';
import { deltaOf } from '../stock.ts';
import { inMotion, overdue, sumOf, violation, type AuditMoment, type Violation } from './violation.ts';

export interface AuditedItem {
  readonly skuId: string;
  readonly quantity: number;
  readonly amount: number;
  readonly discount: number;
  readonly payable: number;
  readonly afterSale?: LineRefund;
  readonly shipped?: number;
}

export interface AuditedOrder {
  readonly _id: string;
  readonly orderNo: string;
  readonly status: OrderStatus;
  readonly placed: boolean;
  readonly items: readonly AuditedItem[];
  readonly freightAmount: number;
  readonly pointsUsed: number;
  readonly paymentAmount: number;
  readonly refundedAmount: number;
  readonly paymentMethod?: string;
  readonly paymentId?: string;
  readonly parcels?: readonly { readonly items?: readonly { readonly skuId: string; readonly quantity: number }[] }[];
  readonly task?: { readonly kind: string; readonly dueAt: Date } | null;
  readonly expireTime: Date;
  readonly deliveryTime?: Date;
  readonly updateTime: Date;
}

export interface AuditedFlow {
  readonly event: OrderEvent;
  readonly fromStatus: OrderStatus;
  readonly toStatus: OrderStatus;
  readonly operatorType: Actor;
}

/** Everything that is written down about an order elsewhere. */
export interface OrderPapers {
  readonly payments: readonly AuditedPayment[];
  readonly flows: readonly AuditedFlow[];
  readonly stockRows: readonly AuditedStockRow[];
  readonly balanceRows: readonly { readonly type: string; readonly amount: number }[];
  readonly pointsRows: readonly { readonly type: string; readonly points: number }[];
}

const PAID: readonly OrderStatus[] = ['paid', 'shipped', 'completed'];
/** What staff take without a payment of ours. */
const AT_THE_COUNTER = ['credit', 'cash', 'prepaid'];
/** A customer may still be at his payment when the timer comes. */
const EXPIRY_PATIENCE_MS = 5 * 60_000;

/** An order's lines, money, stock, points and flows tell one story, and it is not stuck. */
export function orderFaults(order: AuditedOrder, papers: OrderPapers, moment: AuditMoment): Violation[] {
  const faults = [...lineFaults(order), ...stuckFaults(order, moment)];
  if (order.status === 'placing' || inMotion(order.updateTime, moment)) return faults;
  return [
    ...faults,
    ...paymentFaultsOf(order, papers),
    ...flowFaults(order, papers),
    ...pointsFaults(order, papers),
    ...parcelFaults(order),
    ...(order.task ? [] : stockFaultsOf(order, papers)),
  ];
}

function lineFaults(order: AuditedOrder): Violation[] {
  const faults: Violation[] = [];
  const goods = sumOf(order.items, (item) => item.payable);
  if (goods + order.freightAmount !== order.paymentAmount)
    faults.push(violation('order.lines', order._id, `lines ${goods} and freight ${order.freightAmount} are not ${order.paymentAmount}`));
  for (const { skuId, amount, discount, payable } of order.items)
    if (amount - discount !== payable)
      faults.push(violation('order.lines', order._id, `${skuId}: ${amount} less ${discount} is not ${payable}`));
  if (order.refundedAmount < 0 || order.refundedAmount > order.paymentAmount)
    faults.push(violation('order.refunded', order._id, `${order.refundedAmount} of ${order.paymentAmount} went back`));
  return faults;
}

function stuckFaults({ _id, status, task, expireTime }: AuditedOrder, moment: AuditMoment): Violation[] {
  const faults: Violation[] = [];
  if (status === 'placing' && (moment.quiet || !task || overdue(task.dueAt, moment)))
    faults.push(violation('order.stuck', _id, 'still being placed'));
  else if (task && (moment.quiet || overdue(task.dueAt, moment)))
    faults.push(violation('order.stuck', _id, `stock work left: ${task.kind}`));
  if (status === 'pending_payment' && overdue(new Date(expireTime.getTime() + EXPIRY_PATIENCE_MS), moment))
    faults.push(violation('order.stuck', _id, `unpaid since ${expireTime.toISOString()}`));
  return faults;
}

/** Of a paid order exactly its own payment was kept, as far as it did not go back; of any other one nothing was. */
function paymentFaultsOf(order: AuditedOrder, { payments, balanceRows }: OrderPapers): Violation[] {
  const faults: Violation[] = [];
  const fault = (text: string): void => void faults.push(violation('order.payment', order._id, text));
  const paid = PAID.includes(order.status);
  const took = paid || order.status === 'refunded';
  const own = payments.find((payment) => payment._id === order.paymentId);
  for (const other of payments) if (other !== own && isKept(other)) fault(`${order.status}, but ${other._id} was kept besides`);
  if (!took) {
    if (own !== undefined && isKept(own)) fault(`${order.status}, but ${own._id} was kept`);
    if (order.refundedAmount !== 0) fault(`${order.status}, but ${order.refundedAmount} went back`);
  } else if (own !== undefined) {
    if (own.status === 'created' || own.status === 'closed') fault(`${order.status}, but ${own._id} is ${own.status}`);
    if (own.amount !== order.paymentAmount) fault(`${order.paymentAmount} was to be paid, ${own.amount} was`);
    if (promisedBack(own) !== order.refundedAmount) fault(`${order.refundedAmount} went back, but ${promisedBack(own)} of ${own._id}`);
  } else if (!AT_THE_COUNTER.includes(order.paymentMethod ?? '')) fault(`${order.status} without a payment`);
  if (order.status === 'refunded' && order.refundedAmount !== order.paymentAmount)
    fault(`refunded, but ${order.refundedAmount} of ${order.paymentAmount} went back`);

  const fromBalance = took && order.paymentMethod === 'balance' ? order.refundedAmount - order.paymentAmount : 0;
  const booked = sumOf(balanceRows, (row) => row.amount);
  if (booked !== fromBalance)
    faults.push(violation('order.balance', order._id, `${fromBalance} should be booked on the balance, ${booked} is`));
  return faults;
}

/** What was told of an order that is not there: the order was lost, for one whose placing was undone has no flow yet. */
export function lostOrderFaults(orderId: string, flows: readonly AuditedFlow[]): Violation[] {
  if (flows.length === 0) return [];
  return [violation('order.lost', orderId, `no such order, but ${flows.map((flow) => flow.event).join(', ')} were told of it`)];
}

/** Its flows lead from a beginning to where it is, each by a declared transition. */
function flowFaults(order: AuditedOrder, { flows }: OrderPapers): Violation[] {
  const left = [...flows];
  const begin = left.findIndex((flow) => INITIAL_STATUSES.includes(flow.fromStatus));
  if (begin < 0) return order.status === 'draft' ? [] : [violation('order.flow', order._id, 'nobody wrote down how it began')];
  let status = left[begin]?.fromStatus ?? order.status;
  for (let at = begin; at >= 0; at = left.findIndex((flow) => flow.fromStatus === status)) {
    const [flow] = left.splice(at, 1);
    if (flow === undefined) break;
    if (transition(flow.fromStatus, flow.event, flow.operatorType) !== flow.toStatus)
      return [
        violation(
          'order.flow',
          order._id,
          `${flow.event} from ${flow.fromStatus} to ${flow.toStatus} by ${flow.operatorType} is not allowed`,
        ),
      ];
    status = flow.toStatus;
  }
  if (status !== order.status)
    return [violation('order.flow', order._id, `nobody wrote down how it became ${order.status} from ${status}`)];
  const rest = left.filter((flow) => flow.fromStatus !== flow.toStatus);
  return rest.length === 0 ? [] : [violation('order.flow', order._id, `${rest.map((flow) => flow.event).join(', ')} told besides`)];
}

/** Points spent at placing, and back as far as it ended or its lines were refunded. */
function pointsFaults(order: AuditedOrder, { pointsRows }: OrderPapers): Violation[] {
  const of = (type: string): number =>
    sumOf(
      pointsRows.filter((row) => row.type === type),
      (row) => row.points,
    );
  const ended = order.status === 'cancelled' || order.status === 'refunded';
  const spent = order.placed ? order.pointsUsed : 0;
  const back = ended ? spent : sumOf(order.items, (item) => item.afterSale?.points ?? 0);
  if (-of('spend') === spent && of('return') === back) return [];
  return [violation('order.points', order._id, `${spent} spent and ${back} back, but the rows say ${-of('spend')} and ${of('return')}`)];
}

/** What each stock-keeping unit should hold for an order, and how many pieces of it left the house. */
export function stockOf(order: Pick<AuditedOrder, 'status' | 'items' | 'deliveryTime'>): Map<string, { held: number; left: number }> {
  const holds = HOLDING_STATUSES.includes(order.status);
  const sent = order.deliveryTime !== undefined;
  const wanted = new Map<string, { held: number; left: number }>();
  for (const item of order.items) {
    const before = wanted.get(item.skuId) ?? { held: 0, left: 0 };
    const left = sent ? piecesShipped(order.status, item) : 0;
    wanted.set(item.skuId, { held: before.held + (holds ? piecesToShip(item) : 0), left: before.left + left });
  }
  return wanted;
}

/** What left by line is what is in the parcels, never more than was to leave, and all of it once the order counts as shipped. */
function parcelFaults({ _id, status, items, parcels = [] }: AuditedOrder): Violation[] {
  const faults: Violation[] = [];
  const named = parcels.every((parcel) => parcel.items !== undefined);
  const packed = parcels.flatMap((parcel) => parcel.items ?? []);
  for (const item of items) {
    if (item.shipped === undefined) continue;
    const { skuId, shipped } = item;
    const inParcels = sumOf(
      packed.filter((piece) => piece.skuId === skuId),
      (piece) => piece.quantity,
    );
    const left = piecesToShip(item);
    if (shipped < 0 || left < 0) faults.push(violation('order.parcels', _id, `${skuId}: ${shipped} of ${item.quantity} left`));
    if (status !== 'paid' && left !== 0) faults.push(violation('order.parcels', _id, `${skuId}: ${status}, and ${left} have not left`));
    if (named ? inParcels !== shipped : inParcels > shipped)
      faults.push(violation('order.parcels', _id, `${skuId}: ${shipped} left, but ${inParcels} are in parcels`));
  }
  if (status === 'paid' && parcels.length > 0 && items.every((item) => piecesToShip(item) === 0))
    faults.push(violation('order.parcels', _id, 'all of it has left, and it is still to be shipped'));
  return faults;
}

function stockFaultsOf(order: AuditedOrder, { stockRows }: OrderPapers): Violation[] {
  const wanted = stockOf(order);
  const booked = new Map<string, { held: number; left: number }>();
  for (const row of stockRows) {
    const before = booked.get(row.productId) ?? { held: 0, left: 0 };
    const { quantity, reserved } = deltaOf(row.type, row.quantity);
    // What came back is goods, not a shipment undone.
    booked.set(row.productId, { held: before.held + reserved, left: before.left - Math.min(0, quantity) });
  }
  return [...new Set([...wanted.keys(), ...booked.keys()])].flatMap((skuId) => {
    const should = wanted.get(skuId) ?? { held: 0, left: 0 };
    const is = booked.get(skuId) ?? { held: 0, left: 0 };
    if (should.held === is.held && should.left === is.left) return [];
    return [
      violation(
        'order.stock',
        order._id,
        `${skuId}: ${is.held} held and ${is.left} shipped, but ${order.status} means ${should.held} and ${should.left}`,
      ),
    ];
  });
}
