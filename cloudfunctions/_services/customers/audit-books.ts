import { creditFaults, customerFaults, goodsFaults, mergeFaults } from '@shop/shared/domain/audit/customers.ts';
import { grouped, sumOf } from '@shop/shared/domain/audit/violation.ts';
import { command } from '../../_platform/database.ts';
import { tables } from '../../_platform/tables.ts';
import { allOf, pagesOf, type Book } from '../audit/book.ts';

const MOST = 1000;

/** One who was merged away has nothing left; what he owes is looked at with every customer's. */
const merged: Book = {
  name: 'mergedCustomers',
  page: pagesOf(tables.customers, 50),
  look: async (ids) => {
    const gone = (await tables.customers.getMany(ids)).filter(({ status }) => status === 'merged');
    const faults = gone.map(async (customer) => {
      const his = { customerId: customer._id };
      const [[sum], records, order] = await Promise.all([
        tables.customerStatements.sums(his, ['customerId'], 'amount'),
        tables.prepaidRecords.find(his, { limit: MOST }),
        tables.orders.findOne(his),
      ]);
      const statement = sum === undefined ? [] : [{ ...his, orderId: null, amount: sum.sum }];
      const prepaidLeft = records.reduce((total, record) => total + record.quantity, 0);
      return customerFaults(customer, { statement, prepaidLeft, orders: order === null ? 0 : 1 });
    });
    return (await Promise.all(faults)).flat();
  },
};

const credit: Book = {
  name: 'creditOrders',
  page: pagesOf(tables.orders, 200),
  look: async (ids) => {
    const [orders, sums] = await Promise.all([
      tables.orders.getMany(ids),
      tables.customerStatements.sums({ orderId: command.in([...ids]) }, ['orderId'], 'amount'),
    ]);
    const rows = sums.map(({ by, sum }) => ({ customerId: '', orderId: by['orderId'] ?? null, amount: sum }));
    const wanted = new Set(grouped(rows, (row) => row.orderId ?? '').keys());
    return creditFaults(
      orders.filter((order) => order.paymentMethod === 'credit' || wanted.has(order._id)),
      rows,
    );
  },
};

/** Prepaid goods that orders took and gave back. */
const goods: Book = {
  name: 'goodsOrders',
  // A thousand lines at most.
  page: pagesOf(tables.orders, 20),
  look: async (ids) => {
    const orders = await tables.orders.getMany(ids);
    const lines = orders
      .filter(({ source }) => source === 'staff')
      .flatMap(({ _id, items }) => items.map(({ skuId }) => `${_id}.pay.${skuId}`));
    const paid = orders.filter(({ paymentMethod }) => paymentMethod === 'prepaid').map(({ _id }) => _id);
    const [taken, back] = await Promise.all([
      lines.length === 0 ? [] : tables.prepaidUpdates.getMany(lines),
      allOf(tables.prestoreRecords, 'orderId', paid, { type: 'return' }),
    ]);
    const takenOf = new Map(taken.map((row) => [row._id, row.quantity]));
    const backOf = grouped(back, ({ orderId, productId }) => `${orderId ?? ''} ${productId}`);
    return orders.flatMap((order) =>
      goodsFaults(order, (skuId) => ({
        taken: takenOf.get(`${order._id}.pay.${skuId}`) ?? 0,
        back: sumOf(backOf.get(`${order._id} ${skuId}`) ?? [], (row) => row.quantity),
      })),
    );
  },
};

const merges: Book = {
  name: 'customerMergeHistory',
  page: pagesOf(tables.customerMerges, 200),
  look: async (ids, moment) => (await tables.customerMerges.getMany(ids)).flatMap((merge) => mergeFaults(merge, moment)),
};

/** What must hold of customers of the staff's besides what they owe. */
export const CUSTOMER_BOOKS: readonly Book[] = [merged, credit, goods, merges];
