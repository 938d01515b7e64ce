import type {
  CustomerDocument,
  CustomerMergeDocument,
  CustomerStatementDocument,
  OrderDocument,
  PrepaidRecordDocument,
  PrepaidUpdateDocument,
  PrestoreRecordDocument,
} from '@shop/shared/database/documents.ts';
import { creditFaults, customerFaults, goodsFaults, mergeFaults } from '@shop/shared/domain/audit/customers.ts';
import { grouped, sumOf } from '@shop/shared/domain/audit/violation.ts';
import { all, type Database } from './database.ts';

/** What must hold between customers of the staff's, their statements, prepaid goods, orders and merges. Answers each violation in a sentence. */
export async function customerSentences(db: Database, orders: OrderDocument[]): Promise<string[]> {
  const [customers, statement, prepaid, merges, taken, deposits] = await Promise.all([
    all<CustomerDocument>(db, 'customers'),
    all<CustomerStatementDocument>(db, 'customerStatements'),
    all<PrepaidRecordDocument>(db, 'prepaidRecords'),
    all<CustomerMergeDocument>(db, 'customerMergeHistory'),
    all<PrepaidUpdateDocument>(db, 'updatePrepaidProduct'),
    all<PrestoreRecordDocument>(db, 'prestoreRecords'),
  ]);
  const takenOf = new Map(taken.map((row) => [row._id, row.quantity]));
  const backOf = grouped(
    deposits.filter(({ type }) => type === 'return'),
    ({ orderId, productId }) => `${orderId ?? ''} ${productId}`,
  );
  const moment = { now: new Date(), quiet: true };
  const faults = [
    ...customers.flatMap((customer) => {
      const his = (one: { customerId?: string }): boolean => one.customerId === customer._id;
      const prepaidLeft = prepaid.filter(his).reduce((sum, record) => sum + record.quantity, 0);
      return customerFaults(customer, { statement: statement.filter(his), prepaidLeft, orders: orders.filter(his).length });
    }),
    ...creditFaults(orders, statement),
    ...orders.flatMap((order) =>
      goodsFaults(order, (skuId) => ({
        taken: takenOf.get(`${order._id}.pay.${skuId}`) ?? 0,
        back: sumOf(backOf.get(`${order._id} ${skuId}`) ?? [], (row) => row.quantity),
      })),
    ),
    ...merges.flatMap((merge) => mergeFaults(merge, moment)),
  ];
  return faults.map(({ check, subject, text }) => `${check} ${subject}: ${text}`);
}
