import type {
  CustomerDocument,
  CustomerMergeDocument,
  CustomerStatementDocument,
  OrderDocument,
  PrepaidRecordDocument,
} from '@shop/shared/database/documents.ts';
import { creditFaults, customerFaults, mergeFaults } from '@shop/shared/domain/audit/customers.ts';
import { all, type Database } from './database.ts';

/** What must hold between customers of the staff's, their statements, prepaid goods, orders and merges. Answers each violation in a sentence. */
export async function customerSentences(db: Database, orders: OrderDocument[]): Promise<string[]> {
  const [customers, statement, prepaid, merges] = await Promise.all([
    all<CustomerDocument>(db, 'customers'),
    all<CustomerStatementDocument>(db, 'customerStatements'),
    all<PrepaidRecordDocument>(db, 'prepaidRecords'),
    all<CustomerMergeDocument>(db, 'customerMergeHistory'),
  ]);
  const moment = { now: new Date(), quiet: true };
  const faults = [
    ...customers.flatMap((customer) => {
      const his = (one: { customerId?: string }): boolean => one.customerId === customer._id;
      const prepaidLeft = prepaid.filter(his).reduce((sum, record) => sum + record.quantity, 0);
      return customerFaults(customer, { statement: statement.filter(his), prepaidLeft, orders: orders.filter(his).length });
    }),
    ...creditFaults(orders, statement),
    ...merges.flatMap((merge) => mergeFaults(merge, moment)),
  ];
  return faults.map(({ check, subject, text }) => `${check} ${subject}: ${text}`);
}
