import type {
  AfterSaleDocument,
  AuditRunDocument,
  CategoryDocument,
  CouponDocument,
  CustomerDocument,
  CustomerPriceDocument,
  CustomerStatementDocument,
  DailyStatsDocument,
  FlashSaleDocument,
  FreightTemplateDocument,
  GroupBuyDocument,
  GroupTeamDocument,
  LoginLogDocument,
  MemberDocument,
  OperationLogDocument,
  OrderDocument,
  OrderFlowDocument,
  OrderHistoryDocument,
  OrderNoteDocument,
  ReconciliationDocument,
  RefundDocument,
  ShopProductDocument,
  StockBatchDocument,
  StockDocument,
  StocktakeDocument,
  StocktakeLineDocument,
} from '@shop/shared/database/documents.ts';
import type { LiveOptions } from '@shop/shared/client/live.ts';
import type { Command } from '../platform/cloudbase.ts';

/** The collections that the console reads, with their documents. */
export interface Documents {
  orders: OrderDocument;
  orderStatusFlows: OrderFlowDocument;
  shopProducts: ShopProductDocument;
  freightTemplates: FreightTemplateDocument;
  products: StockDocument;
  categories: CategoryDocument;
  dailyStats: DailyStatsDocument;
  member_user: MemberDocument;
  loginLogs: LoginLogDocument;
  operationLogs: OperationLogDocument;
  afterSales: AfterSaleDocument;
  refunds: RefundDocument;
  coupons: CouponDocument;
  flashSales: FlashSaleDocument;
  groupBuys: GroupBuyDocument;
  groupTeams: GroupTeamDocument;
  stocktakes: StocktakeDocument;
  stocktakeLines: StocktakeLineDocument;
  stockBatches: StockBatchDocument;
  customers: CustomerDocument;
  customerPrices: CustomerPriceDocument;
  customerStatements: CustomerStatementDocument;
  orderHistories: OrderHistoryDocument;
  orderNotes: OrderNoteDocument;
  reconciliations: ReconciliationDocument;
  auditRuns: AuditRunDocument;
}

export type CollectionName = keyof Documents;

/** One list as a page asks for it. `where` must be provable by the collection's security rule and served by one of its indexes. */
export interface LiveQuery<Name extends CollectionName> {
  readonly collection: Name;
  readonly where: object | ((command: Command) => object);
  readonly orderBy: NonNullable<LiveOptions<{ _id: string }>['orderBy']>;
  readonly limit: number;
}
