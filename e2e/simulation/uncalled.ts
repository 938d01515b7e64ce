/** What no act of a simulated day calls, and why not. Everything else that a contract offers is called (`uncalled.test.ts`). */
export const UNCALLED: Readonly<Record<string, string>> = {
  'order.staffRemark': 'a note on an order, as orderChange.remark, which is called',
  staffSession: 'says who somebody is; moves nothing',
  adminLogin: 'says who somebody is; moves nothing',
  cleanTestData: 'erases what testers made; a shop that lives has none',
  testUpdatePrepaidRecord: 'tries itself on a record of its own',
  testCreateRecord: 'tries itself on a record of its own',
  createCollection: 'sets the database up',
  createIndex: 'sets the database up',
  initDatabase: 'sets the database up',
  'initShopProducts.demo': 'sets the demo shop up, before every first day',
};
