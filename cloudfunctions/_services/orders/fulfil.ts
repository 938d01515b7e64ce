import type { ParsedInputOf } from '@shop/shared/contracts/contract.ts';
import type { shipOrder } from '@shop/shared/contracts/orders.ts';
import type { LogisticsDocument, OrderDocument, OrderItem, Parcel, StockTask } from '@shop/shared/database/documents.ts';
import { carrierName, isOwnCarrier, SHIPPING_CARRIERS } from '@shop/shared/domain/carriers.ts';
import { transition } from '@shop/shared/domain/order-lifecycle.ts';
import { afterShipment, planShipment, sameParcel, type Shipment, type ShipmentFault } from '@shop/shared/domain/parcels.ts';
import { beijingDay } from '@shop/shared/domain/time.ts';
import type { Caller } from '../../_platform/caller.ts';
import { checkpoint } from '../../_platform/checkpoint.ts';
import { shopConfig } from '../../_platform/config.ts';
import { command, transact } from '../../_platform/database.ts';
import { done, refuse, type Result } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';
import { heldByTeam } from '../promotions/hold.ts';
import { bookEarnings } from '../members/earnings.ts';
import { recordOperation } from '../staff/operations.ts';
import { countToday } from '../statistics/daily.ts';
import type { Who } from './cancel.ts';
import { flowRow, type FlowNote } from './flows.ts';
import { newTask, workOff } from './stock-task.ts';

type ShipInput = Extract<ParsedInputOf<typeof shipOrder>, { parcels: unknown }>;

/** No order needs more. */
const MOST_PARCELS = 50;

/**
 * Ships a paid order, or the part of it that its parcels name, and takes these goods out of stock. An order is `shipped` when all of it has left; until then it stays `paid`
 * and its lines count what has. Parcels that name no goods hold everything that is left. The same parcel with the same goods again changes nothing.
 *
 * Refuses ORDER_NOT_FOUND, INPUT_INVALID (unknown carrier, a number twice, goods that are not there to be shipped), ORDER_STATE, GROUP_FORMING,
 * AFTER_SALE_OPEN (somebody wants money back for what would go out), ORDER_IN_PROGRESS (an earlier parcel is not booked yet).
 */
export async function ship(input: ShipInput, caller: Caller): Promise<Result<OrderDocument>> {
  const wrong = carrierFault(input);
  if (wrong !== null) return refuse('INPUT_INVALID', wrong);
  const now = new Date();
  const task = newTask('ship', now);
  let cases: number | null = null;
  const outcome = await transact<Result<Shipping>>(async (transaction) => {
    const before = await transaction.get(tables.orders, input.orderId);
    await checkpoint('order.shipping');
    // Somebody asked for money back while the box was being closed: it may hold what is not to be sent any more.
    const seen = (cases ??= before?.caseCount ?? 0);
    if (seen !== (before?.caseCount ?? 0)) return { commit: false, result: refuse('ORDER_STATE') };
    const judged = await judge(before, input);
    if (!judged.ok) return { commit: false, result: judged };
    if (before === null || judged.data === null)
      return { commit: false, result: before === null ? refuse('ORDER_NOT_FOUND') : done({ order: before }) };
    const shipping = leaving(before, input, judged.data, task, now);
    await transaction.update(tables.orders, before._id, {
      ...shipping.change,
      items: command.set(shipping.change.items),
      parcels: command.set(shipping.change.parcels),
    });
    for (const row of shipping.tracks) await transaction.insert(tables.logistics, row);
    await transaction.insert(
      tables.orderFlows,
      flowRow(before, { ...shipping.note, operator: caller.identity, operatorType: 'staff', at: now }),
    );
    return { commit: true, result: done({ order: { ...before, ...shipping.change }, before }) };
  });
  if (!outcome.ok) return outcome;
  const { order, before } = outcome.data;
  if (before === undefined) return done(order);
  await checkpoint('order.shipped');
  await Promise.all([
    workOff(order, order.task ?? task, caller.identity),
    recordOperation(caller, 'order.ship', order._id, { status: before.status }, { status: order.status, parcels: input.parcels }),
    order.status === 'shipped' ? countToday(beijingDay(now.getTime()), { shippedOrders: 1 }) : null,
  ]);
  return done(order);
}

interface Shipping {
  readonly order: OrderDocument;
  /** Nothing when it had been shipped like this before. */
  readonly before?: OrderDocument;
}

const SHIPMENT_FAULTS: Readonly<Record<ShipmentFault, string>> = {
  unnamed: '请为每个包裹选择商品',
  twice: '同一包裹里的商品重复了，请合并数量',
  unknown: '包裹里有不属于该订单的商品，请核对',
  more: '包裹里的数量超过了待发数量，请核对',
  nothing: '没有待发的商品',
};

/** What would leave; null when exactly these parcels have left already. */
async function judge(order: OrderDocument | null, input: ShipInput): Promise<Result<Shipment | null>> {
  if (order === null || !order.placed) return refuse('ORDER_NOT_FOUND');
  if (input.parcels.every((parcel) => order.parcels.some((known) => sameParcel(parcel, known)))) return done(null);
  if (transition(order.status, 'ship', 'staff') === null)
    return refuse('ORDER_STATE', order.status === 'shipped' ? '订单已发货，无需重复操作' : undefined);
  const known = input.parcels.find(({ number }) => order.parcels.some((parcel) => parcel.number === number));
  if (known !== undefined) return refuse('INPUT_INVALID', `快递单号 ${known.number} 已用在这笔订单的其他包裹，请核对`);
  if (order.parcels.length + input.parcels.length > MOST_PARCELS) return refuse('INPUT_INVALID', `一笔订单最多 ${MOST_PARCELS} 个包裹`);
  const plan = planShipment(order.items, input.parcels);
  if (typeof plan === 'string') return refuse('INPUT_INVALID', SHIPMENT_FAULTS[plan]);
  const held = await heldByTeam(order);
  if (held !== null) return refuse(held);
  if ((order.openCases ?? []).some(({ skuId }) => plan.pieces.some((piece) => piece.skuId === skuId)))
    return refuse('AFTER_SALE_OPEN', '要发的商品有退款申请待处理，请先处理再发货');
  return order.task ? refuse('ORDER_IN_PROGRESS', '上一个包裹正在登记，请稍候再发') : done(plan);
}

interface Leaving {
  readonly change: Pick<OrderDocument, 'status' | 'items' | 'parcels' | 'updateTime'> & { task: StockTask; deliveryTime: Date };
  readonly tracks: readonly LogisticsDocument[];
  readonly note: Pick<FlowNote, 'event' | 'from' | 'to' | 'remark' | 'part'>;
}

function leaving(order: OrderDocument, input: ShipInput, plan: Shipment, task: StockTask, now: Date): Leaving {
  // A single parcel after others holds what they left over; of several that do not say what they hold nobody knows.
  const rest = order.parcels.length > 0 && input.parcels.length === 1 ? plan.pieces : undefined;
  const parcels = input.parcels.map(({ company, number, items = rest }): Parcel => ({
    company,
    companyName: carrierName(company),
    number,
    ...(items ? { items } : {}),
    shippedAt: now,
  }));
  const event = plan.complete ? 'ship' : 'ship_part';
  const to = transition(order.status, event, 'staff') ?? order.status;
  const remark = parcels.map((parcel) => `${parcel.companyName} ${parcel.number}`).join('；');
  const count = order.parcels.length;
  return {
    change: {
      status: to,
      items: afterShipment(order.items, plan.pieces),
      parcels: [...order.parcels, ...parcels],
      deliveryTime: now,
      updateTime: now,
      task: { ...task, pieces: plan.pieces },
    },
    tracks: parcels.map((parcel, index) => logisticsRow(order, parcel, count + index, now)),
    note: { event, from: order.status, to, remark, ...(plan.complete ? {} : { part: count + 1 }) },
  };
}

function logisticsRow(order: OrderDocument, parcel: Parcel, index: number, now: Date): LogisticsDocument {
  return {
    _id: `${order._id}.${index + 1}`,
    _openid: order._openid,
    orderId: order._id,
    company: parcel.company,
    companyName: parcel.companyName,
    number: parcel.number,
    status: 'shipped',
    tracks: [{ time: now, text: isOwnCarrier(parcel.company) ? `${parcel.companyName}，商品已出库` : '商家已发货，等待快递揽收' }],
    createTime: now,
    updateTime: now,
  };
}

function carrierFault({ parcels }: ShipInput): string | null {
  if (parcels.some((parcel) => !SHIPPING_CARRIERS.some((carrier) => carrier.code === parcel.company))) return '请选择列表中的快递公司';
  return new Set(parcels.map((parcel) => parcel.number)).size < parcels.length ? '快递单号重复，请检查' : null;
}

/** Pieces that were not given back already. */
function sold(item: OrderItem): number {
  return item.quantity - (item.afterSale?.pieces ?? 0);
}

/** The goods have arrived: said by the customer, or by the timer after the configured days. What the order earns him is booked with it. Refuses ORDER_STATE. */
export async function receive(order: OrderDocument, who: Who): Promise<Result<OrderDocument>> {
  const event = who.actor === 'system' ? 'auto_receive' : 'receive';
  const to = transition(order.status, event, who.actor);
  if (to === null) return refuse('ORDER_STATE', order.status === 'completed' ? '订单已确认收货' : undefined);
  const now = new Date();
  const change = { status: to, receiveTime: now, updateTime: now };
  const note = { event, from: order.status, to, operator: who.identity, operatorType: who.actor, remark: '确认收货', at: now } as const;
  const config = await shopConfig();
  const received = await transact<OrderDocument | null>(async (transaction) => {
    const current = await transaction.get(tables.orders, order._id);
    if (current?.status !== order.status) return { commit: false, result: null };
    // Time stands still for an order that somebody wants money back for.
    if (who.actor === 'system' && (current.openCases ?? []).length > 0) return { commit: false, result: null };
    const earned = await bookEarnings(transaction, current, config, who.identity);
    const completed = { ...change, ...(earned === null ? {} : { earned }) };
    await transaction.update(tables.orders, order._id, completed);
    await transaction.insert(tables.orderFlows, flowRow(order, note));
    return { commit: true, result: { ...current, ...completed } };
  });
  if (received === null) return refuse('ORDER_STATE');
  await Promise.all([
    countToday(beijingDay(now.getTime()), { completedOrders: 1 }),
    ...order.items.map((item) => tables.shopProducts.updateOne({ _id: item.productId }, { sales: command.inc(sold(item)) })),
  ]);
  return done(received);
}
