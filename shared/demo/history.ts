import type * as documents from '../database/documents.ts';
import { beijingDay } from '../domain/time.ts';
import { balanceLedger, dailyFigures, numberCounters, pointsLedger, shipmentLog, stockLedger } from './history/ledgers.ts';
import { tell, type Terms } from './history/orders.ts';
import { planHistory } from './history/plan.ts';

export interface DemoHistory {
  orders: documents.OrderDocument[];
  orderFlows: documents.OrderFlowDocument[];
  payments: documents.PaymentDocument[];
  refunds: documents.RefundDocument[];
  logistics: documents.LogisticsDocument[];
  dailyStats: documents.DailyStatsDocument[];
  counters: documents.CounterDocument[];
  operationLogs: documents.OperationLogDocument[];
  /** As in the shop without a past, with the past in them. */
  products: documents.StockDocument[];
  stockRecords: documents.StockRecordDocument[];
  balanceLogs: documents.BalanceLogDocument[];
  pointsLogs: documents.PointsLogDocument[];
}

interface ShopWithoutPast extends Terms {
  readonly members: readonly documents.MemberDocument[];
  readonly shopProducts: readonly documents.ShopProductDocument[];
  readonly products: readonly documents.StockDocument[];
  readonly stockRecords: readonly documents.StockRecordDocument[];
}

/**
 * What happened in the shop during the thirty days before `now`: about 160 orders in every state, with the flows, payments, parcels, ledgers and daily
 * figures that real ones would have left. Purses and stock end as the shop says; whatever is open holds its stock. Without `past`, the opening rows alone.
 */
export function history(shop: ShopWithoutPast, now: Date, past: boolean): DemoHistory {
  const sequences = new Map<string, number>();
  const told = (past ? planHistory(shop, now) : []).map((plan) => {
    const day = beijingDay(plan.placed);
    const sequence = (sequences.get(day) ?? 0) + 1;
    sequences.set(day, sequence);
    return tell(plan, sequence, shop, now);
  });
  return {
    orders: told.map(({ order }) => order),
    orderFlows: told.flatMap(({ flows }) => [...flows]),
    payments: told.flatMap(({ payment }) => payment ?? []),
    refunds: told.flatMap(({ refund }) => refund ?? []),
    logistics: told.flatMap(({ logistics }) => logistics ?? []),
    dailyStats: dailyFigures(shop.members, told, now),
    counters: numberCounters(told),
    operationLogs: shipmentLog(told),
    ...stockLedger(shop.stockRecords, shop.products, told),
    balanceLogs: balanceLedger(shop.members, told, now),
    pointsLogs: pointsLedger(shop.members, told, now),
  };
}
