import type * as documents from '@shop/shared/database/documents.ts';
import { Table } from './database.ts';

/** Every collection that a service reads or writes, typed. */
export const tables = {
  members: new Table<documents.MemberDocument>('member_user'),
  pointsLogs: new Table<documents.PointsLogDocument>('member_points_log'),
  balanceLogs: new Table<documents.BalanceLogDocument>('balanceLogs'),
  addresses: new Table<documents.AddressDocument>('customerAddresses'),
  categories: new Table<documents.CategoryDocument>('categories'),
  brands: new Table<documents.BrandDocument>('brands'),
  banners: new Table<documents.BannerDocument>('banners'),
  shopProducts: new Table<documents.ShopProductDocument>('shopProducts'),
  stock: new Table<documents.StockDocument>('products'),
  productCosts: new Table<documents.ProductCostDocument>('productCosts'),
  stockRecords: new Table<documents.StockRecordDocument>('records'),
  freightTemplates: new Table<documents.FreightTemplateDocument>('freightTemplates'),
  cart: new Table<documents.CartDocument>('cart'),
  orders: new Table<documents.OrderDocument>('orders'),
  orderFlows: new Table<documents.OrderFlowDocument>('orderStatusFlows'),
  payments: new Table<documents.PaymentDocument>('payments'),
  refunds: new Table<documents.RefundDocument>('refunds'),
  counters: new Table<documents.CounterDocument>('counters'),
  staff: new Table<documents.StaffDocument>('staff'),
  staffAccess: new Table<documents.StaffAccessDocument>('staffAccess'),
  loginLogs: new Table<documents.LoginLogDocument>('loginLogs'),
  operationLogs: new Table<documents.OperationLogDocument>('operationLogs'),
  dailyStats: new Table<documents.DailyStatsDocument>('dailyStats'),
  configs: new Table<documents.ShopConfigDocument>('systemConfigs'),
  logistics: new Table<documents.LogisticsDocument>('logistics'),
} as const;
