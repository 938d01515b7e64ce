import type { ParsedInputOf } from '@shop/shared/contracts/contract.ts';
import type { shipOrder } from '@shop/shared/contracts/orders.ts';
import type { LogisticsDocument, OrderDocument, OrderItem, Parcel } from '@shop/shared/database/documents.ts';
import { CARRIERS, carrierName } from '@shop/shared/domain/carriers.ts';
import { transition } from '@shop/shared/domain/order-lifecycle.ts';
import { piecesToShip } from '@shop/shared/domain/refunds.ts';
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
import { flowRow, writeFlow } from './flows.ts';
import { newTask, workOff } from './stock-task.ts';

type ShipInput = Extract<ParsedInputOf<typeof shipOrder>, { parcels: unknown }>;

/**
 * Ships a paid order in one or several parcels and takes its goods out of stock. With several parcels that name their goods, they must hold exactly the order's lines.
 * Refuses ORDER_NOT_FOUND, INPUT_INVALID (unknown carrier, the same number twice, wrong goods), ORDER_STATE, AFTER_SALE_OPEN (somebody wants money back for what would go out).
 */
export async function ship(input: ShipInput, caller: Caller): Promise<Result<OrderDocument>> {
  const order = await tables.orders.get(input.orderId);
  if (order === null || !order.placed) return refuse('ORDER_NOT_FOUND');
  const wrong = parcelFault(input, order);
  if (wrong !== null) return refuse('INPUT_INVALID', wrong);
  const to = transition(order.status, 'ship', 'staff');
  if (to === null) return refuse('ORDER_STATE', order.status === 'shipped' ? '订单已发货，无需重复操作' : undefined);
  const held = await heldByTeam(order);
  if (held !== null) return refuse(held);

  if ((order.openCases ?? []).length > 0) return refuse('AFTER_SALE_OPEN', '订单有退款申请待处理，请先处理再发货');

  const now = new Date();
  const task = newTask('ship', now);
  const parcels = input.parcels.map(({ company, number, items }): Parcel => ({
    company,
    companyName: carrierName(company),
    number,
    ...(items ? { items } : {}),
    shippedAt: now,
  }));
  const change = { status: to, parcels, deliveryTime: now, updateTime: now, task };
  await checkpoint('order.shipping');
  if (!(await tables.orders.updateOne({ _id: order._id, status: order.status, caseCount: order.caseCount ?? null }, change)))
    return refuse('ORDER_STATE');
  await checkpoint('order.shipped');
  const shipped: OrderDocument = { ...order, ...change };
  await Promise.all([
    // The task goes last: by it the sweeper finds the shipment that a dead call has not told of.
    tellShipment(shipped, caller.identity).then(() => workOff(shipped, task, caller.identity)),
    recordOperation(caller, 'order.ship', order._id, { status: order.status }, { status: to, parcels: input.parcels }),
    countToday(beijingDay(now.getTime()), { shippedOrders: 1 }),
  ]);
  return done(shipped);
}

/** Writes down that an order was shipped and opens its parcels' tracks; repeated, it adds only what is missing. */
export async function tellShipment(order: OrderDocument, operator: string): Promise<void> {
  const at = order.deliveryTime ?? order.updateTime;
  const remark = order.parcels.map((parcel) => `${parcel.companyName} ${parcel.number}`).join('；');
  await Promise.all([
    writeFlow(order, { event: 'ship', from: 'paid', to: 'shipped', operator, operatorType: 'staff', remark, at }),
    ...order.parcels.map((parcel, index) => tables.logistics.insertOnce(logisticsRow(order, parcel, index, at))),
  ]);
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
    tracks: [{ time: now, text: '商家已发货，等待快递揽收' }],
    createTime: now,
    updateTime: now,
  };
}

function parcelFault({ parcels }: ShipInput, order: OrderDocument): string | null {
  if (parcels.some((parcel) => !CARRIERS.some((carrier) => carrier.code === parcel.company))) return '请选择列表中的快递公司';
  if (new Set(parcels.map((parcel) => parcel.number)).size < parcels.length) return '快递单号重复，请检查';
  if (parcels.every((parcel) => parcel.items === undefined)) return null;
  const packed = new Map<string, number>();
  for (const item of parcels.flatMap((parcel) => parcel.items ?? [])) packed.set(item.skuId, (packed.get(item.skuId) ?? 0) + item.quantity);
  const due = order.items.filter((item) => piecesToShip(item) > 0);
  const complete = packed.size === due.length && due.every((item) => packed.get(item.skuId) === piecesToShip(item));
  return complete ? null : '包裹里的商品与订单不一致，请核对数量';
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
