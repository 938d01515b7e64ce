import type {
  BalanceLogDocument,
  CounterDocument,
  DailyStatsDocument,
  MemberDocument,
  OperationLogDocument,
  PointsLogDocument,
  StockDocument,
  StockRecordDocument,
} from '../../database/documents.ts';
import { orderCounterId } from '../../domain/order-number.ts';
import { stockDelta, type MovementKind } from '../../domain/stock.ts';
import { beijingDay, DAY_MS } from '../../domain/time.ts';
import type { Told } from './orders.ts';

const SHIPPER = 's-demo-01';

interface Move {
  readonly told: Told;
  readonly kind: 'reserve' | 'release' | 'ship';
  readonly at: number;
  readonly reason: string;
  readonly operator: string;
}

function movesOf(told: Told): Move[] {
  const { placed, shipped, ended } = told.plan;
  const buyer = told.order._openid;
  const moves: Move[] = [{ told, kind: 'reserve', at: placed, reason: '下单占用', operator: buyer }];
  if (ended !== undefined) {
    const operator = ended.how === 'expire' ? 'system' : buyer;
    moves.push({ told, kind: 'release', at: ended.at, reason: '订单取消', operator });
  }
  if (shipped !== undefined) moves.push({ told, kind: 'ship', at: shipped, reason: '订单发货', operator: SHIPPER });
  return moves;
}

/**
 * The stock ledger with what the orders moved, and the stock with what they hold. The quantities stay as the catalogue says: each opening row is
 * larger by what was sold since.
 */
export function stockLedger(
  opening: readonly StockRecordDocument[],
  products: readonly StockDocument[],
  history: readonly Told[],
): { products: StockDocument[]; stockRecords: StockRecordDocument[] } {
  const moved = history.flatMap(movesOf).flatMap((move) => move.told.order.items.map((item) => ({ move, item })));
  const shipped = new Map<string, number>();
  for (const { move, item } of moved) if (move.kind === 'ship') shipped.set(item.skuId, (shipped.get(item.skuId) ?? 0) + item.quantity);
  const rows = [
    ...opening.map((row) => (row.type === 'in' ? { ...row, quantity: row.quantity + (shipped.get(row.productId) ?? 0) } : row)),
    ...moved.map(({ move, item }): StockRecordDocument => ({
      _id: `${move.told.order._id}.demo.${move.kind}.${item.skuId}`,
      productId: item.skuId,
      productName: item.name,
      type: move.kind,
      quantity: item.quantity,
      reason: move.reason,
      orderId: move.told.order._id,
      operator: move.operator,
      quantityAfter: 0,
      reservedAfter: 0,
      createTime: new Date(move.at),
    })),
  ].sort((one, other) => one.createTime.getTime() - other.createTime.getTime());

  const now = new Map<string, { quantity: number; reserved: number; at: Date }>();
  const stockRecords = rows.map((row) => {
    const before = now.get(row.productId) ?? { quantity: 0, reserved: 0 };
    const delta = stockDelta(row.type satisfies MovementKind, row.quantity);
    const after = { quantity: before.quantity + delta.quantity, reserved: before.reserved + delta.reserved, at: row.createTime };
    now.set(row.productId, after);
    return { ...row, quantityAfter: after.quantity, reservedAfter: after.reserved };
  });
  return {
    products: products.map((unit) => {
      const after = now.get(unit._id);
      return after === undefined ? unit : { ...unit, quantity: after.quantity, reserved: after.reserved, updateTime: after.at };
    }),
    stockRecords,
  };
}

interface PurseRow {
  readonly by: number;
  readonly at: number;
}

/** Rows in the order of time, each with the sum so far, behind an opening that makes them end at `final`. */
function running<Row extends PurseRow>(rows: readonly Row[], final: number): { opening: number; rows: { row: Row; after: number }[] } {
  const opening = final - rows.reduce((sum, row) => sum + row.by, 0);
  let after = opening;
  const sorted = [...rows].sort((one, other) => one.at - other.at);
  return { opening, rows: sorted.map((row) => ({ row, after: (after += row.by) })) };
}

function openingTime(member: MemberDocument, now: Date): Date {
  return new Date(Math.max(member.createTime.getTime(), now.getTime() - 35 * DAY_MS));
}

/** The balance of everybody who has or had one: what he paid in, and what went out since. */
export function balanceLedger(members: readonly MemberDocument[], history: readonly Told[], now: Date): BalanceLogDocument[] {
  return members.flatMap((member): BalanceLogDocument[] => {
    const own = history.filter(({ order, payment }) => order.userId === member._id && payment?.method === 'balance');
    const moves = own.map(({ plan, order }) => ({ by: -order.paymentAmount, at: plan.paid ?? plan.placed, order }));
    const { opening, rows } = running(moves, member.balance);
    const common = { _openid: member._openid, userId: member._id };
    if (opening === 0 && rows.length === 0) return [];
    return [
      {
        _id: `demo-balance-${member._id}`,
        ...common,
        type: 'recharge',
        amount: opening,
        balanceAfter: opening,
        orderId: null,
        reason: '期初余额',
        operator: 'system',
        createTime: openingTime(member, now),
      },
      ...rows.map(({ row, after }): BalanceLogDocument => ({
        _id: `${row.order._id}.pay`,
        ...common,
        type: 'pay',
        amount: row.by,
        balanceAfter: after,
        orderId: row.order._id,
        reason: `订单 ${row.order.orderNo}`,
        operator: member._openid,
        createTime: new Date(row.at),
      })),
    ];
  });
}

/** The points of everybody who has or had some. */
export function pointsLedger(members: readonly MemberDocument[], history: readonly Told[], now: Date): PointsLogDocument[] {
  return members.flatMap((member): PointsLogDocument[] => {
    const moves = history
      .filter(({ order }) => order.userId === member._id && order.pointsUsed > 0)
      .map(({ plan, order }) => ({ by: -order.pointsUsed, at: plan.placed, order }));
    const { opening, rows } = running(moves, member.points);
    const common = { _openid: member._openid, userId: member._id };
    if (opening === 0 && rows.length === 0 && member.growth === 0) return [];
    return [
      {
        _id: `demo-points-${member._id}`,
        ...common,
        type: 'adjust',
        points: opening,
        pointsAfter: opening,
        growth: member.growth,
        orderId: null,
        reason: '期初积分',
        operator: 'system',
        createTime: openingTime(member, now),
      },
      ...rows.map(({ row, after }): PointsLogDocument => ({
        _id: `${row.order._id}.spend`,
        ...common,
        type: 'spend',
        points: row.by,
        pointsAfter: after,
        orderId: row.order._id,
        reason: '下单抵扣',
        operator: member._openid,
        createTime: new Date(row.at),
      })),
    ];
  });
}

/** Every Beijing day's figures, as the writes would have counted them. */
export function dailyFigures(members: readonly MemberDocument[], history: readonly Told[], now: Date): DailyStatsDocument[] {
  const days = new Map<string, DailyStatsDocument>();
  const on = (at: number): DailyStatsDocument => {
    const day = beijingDay(at);
    const known = days.get(day);
    if (known !== undefined) return known;
    const none = { orders: 0, paidOrders: 0, paidAmount: 0, shippedOrders: 0, completedOrders: 0, cancelledOrders: 0, newMembers: 0 };
    const fresh = { _id: day, day, ...none, updateTime: new Date(Math.min(now.getTime(), at)) };
    days.set(day, fresh);
    return fresh;
  };
  for (let back = 30; back >= 0; back -= 1) on(now.getTime() - back * DAY_MS);
  const first = Math.min(...history.map(({ plan }) => plan.placed), now.getTime() - 30 * DAY_MS);
  for (const { createTime } of members) if (createTime.getTime() >= first) on(createTime.getTime()).newMembers += 1;
  for (const { plan, order } of history) {
    on(plan.placed).orders += 1;
    if (plan.paid !== undefined) {
      on(plan.paid).paidOrders += 1;
      on(plan.paid).paidAmount += order.paymentAmount;
    }
    if (plan.shipped !== undefined) on(plan.shipped).shippedOrders += 1;
    if (plan.received !== undefined) on(plan.received.at).completedOrders += 1;
    if (plan.ended !== undefined) on(plan.ended.at).cancelledOrders += 1;
  }
  return [...days.values()].sort((one, other) => one.day.localeCompare(other.day));
}

/** How far each day's order numbers have been drawn. */
export function numberCounters(history: readonly Told[]): CounterDocument[] {
  const drawn = new Map<string, number>();
  for (const { plan } of history) drawn.set(orderCounterId(plan.placed), (drawn.get(orderCounterId(plan.placed)) ?? 0) + 1);
  return [...drawn].map(([_id, value]) => ({ _id, value }));
}

/** Who shipped what, as staff's writes are recorded. */
export function shipmentLog(history: readonly Told[]): OperationLogDocument[] {
  return history.flatMap(({ plan: { shipped }, order }): OperationLogDocument[] =>
    shipped === undefined
      ? []
      : [
          {
            _id: `demo-operation-${order._id}`,
            operator: SHIPPER,
            operatorName: '周仓管',
            action: 'order.ship',
            target: order._id,
            before: { status: 'paid' },
            after: { status: 'shipped', parcels: order.parcels.map(({ company, number }) => ({ company, number })) },
            ip: '',
            createTime: new Date(shipped),
          },
        ],
  );
}
