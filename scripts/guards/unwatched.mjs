// Conditions of the services that no guard's test takes out, and why none has to. Each is named by its words; by `… #2` where the same words stand in the file before.

/** A rival at this line would be seen, and no test puts one there yet. */
export const OPEN = 'no test puts a rival here yet';

/** Why, and by file which. */
export const UNWATCHED = [
  {
    why: "the row's _id is the act's key: a second insert is refused and answered alike, this only spares the attempt",
    where: {
      'after-sales/apply.ts': ['known !== null'],
      'customers/merge.ts': ['known !== null'],
      'finance/recharge.ts': ['known !== null'],
      'inventory/together.ts': ['(await transaction.get(tables.stockRecords, key)) !== null'],
      'members/points-actions.ts': ['row !== null'],
      'members/points-expiry.ts': ['(await transaction.get(tables.pointsLogs, key)) !== null'],
      'orders/change.ts': [
        '(await transaction.get(tables.orderHistories, id)) !== null',
        '(await transaction.get(tables.orderHistories, id)) !== null #2',
      ],
    },
  },
  {
    why: 'an order is placed before anybody has its id, and stays so; no rival can come between',
    where: {
      'after-sales/apply.ts': ['!order.placed', '(order.caseCount ?? 0) >= MOST_CASES'],
      'orders/change.ts': ["order.status === 'placing'"],
      'orders/fulfil.ts': ['!order.placed'],
      'orders/pack.ts': ['!order.placed'],
    },
  },
  {
    why: 'chooses the words: the next condition refuses the same',
    where: {
      'after-sales/apply.ts': ['refundablePieces(line) === 0', 'claim.quantity > most'],
      'customers/merge.ts': ["merge?.status === 'undoing'", "merge?.status === 'undone'"],
      'orders/pack.ts': ['lines.length === 0'],
    },
  },
  {
    why: 'there is nothing to write',
    where: {
      'after-sales/refund.ts': ['!fromBalance && share.points === 0 && owed.points === 0 && owed.growth === 0'],
      'customers/merge.ts': ['amount === 0'],
      'internal/give-back.ts': ['quantity === 0'],
      'internal/pay.ts': ['order.paymentAmount === 0'],
      'members/earnings.ts': ['points === 0 && growth === 0'],
      'orders/place.ts': ['order.pointsUsed === 0'],
      'payments/refund-rows.ts': ['amount === 0'],
    },
  },
  { why: 'a case has one task in its life', where: { 'after-sales/stock.ts': ["'task.attempt': task.attempt"] } },
  {
    why: 'the due time says the same: every lease moves it',
    where: { 'after-sales/stock.ts': ["'task.attempt': task.attempt #2"], 'orders/sweep.ts': ["'task.attempt': task.attempt"] },
  },
  {
    why: 'the unique _id lets one in; the answer only says whether it was this one',
    where: {
      'audit/run.ts': ['tables.auditRuns.insertOnce(run)'],
      'catalog/freight.ts': ['tables.freightTemplates.insertOnce(written)'],
      'coupons/give.ts': ['tables.userCoupons.insertOnce(intent)'],
      'coupons/templates.ts': ['tables.coupons.insertOnce(template)'],
      'customers/customers.ts': ['tables.customers.insertOnce(fresh)'],
      'finance/reconcile.ts': ['tables.reconciliations.insertOnce(fresh)'],
      'inventory/stocktakes.ts': ['tables.stocktakes.insertOnce(fresh)'],
      'members/cart.ts': ['tables.cart.insertOnce(row)'],
      'members/members.ts': ['tables.members.insertOnce(fresh)'],
      'orders/batch.ts': ['tables.batchJobs.insertOnce(fresh)'],
      'payments/prepay.ts': ['tables.payments.insertOnce(fresh)'],
      'prepaid/self-test.ts': ['tables.prestoreRecords.insertOnce(row)', 'tables.prestoreRecords.insertOnce(row) #2'],
      'promotions/flash-quota.ts': ['tables.flashPurchases.insertOnce(fresh)'],
      'promotions/manage.ts': ['tables.flashSales.insertOnce(sale)', 'tables.groupBuys.insertOnce(offer)'],
      'promotions/teams.ts': ['tables.groupTeams.insertOnce'],
      'statistics/figures.ts': ['tables.dailyStats.insertOnce', 'tables.counters.insertOnce'],
      'payments/by-balance.ts': ['tables.payments.insertOnce(paymentOf(order, debit))'],
    },
  },
  {
    why: 'spares a second write of the same',
    where: {
      'audit/run.ts': ["status: 'running'", 'attempt'],
      'catalog/freight.ts': ['freightTemplateId: command.neq(templateId)'],
      'catalog/products.ts': ['status: command.neq(status)'],
      'coupons/templates.ts': ['status: command.neq(status)'],
      'customers/merge-moving.ts': ['status: from'],
      'finance/reconcile.ts': ["fresh.status === 'waiting'"],
      'inventory/levels.ts': ['resolved: false'],
      'inventory/stocktakes.ts': ["status: 'opening' #2"],
      'promotions/flash-quota.ts': ["'marks.key': key"],
      'promotions/manage.ts': ["status: 'on'", "status: 'on' #2"],
      'promotions/teams.ts': ["'group.counted': false", 'settling: true'],
    },
  },
  {
    why: 'hands on a refusal whose own conditions are looked after where they stand',
    where: {
      'coupons/counters.ts': ['guard'],
      'customers/belongings.ts': ['isRefusal(customer)', 'isRefusal(customer) #2'],
      'customers/merge.ts': ['refused !== null', '!out.ok', '!into.ok'],
      'internal/drafts.ts': ['isRefusal(customer)', 'isRefusal(customer) #2'],
      'internal/give-back.ts': ['!booked.ok'],
      'internal/pay.ts': ['!taken.ok'],
      'inventory/movements.ts': ['guard(kind, pieces)'],
      'orders/place.ts': ['refused !== null', 'refused !== null #2'],
    },
  },
  {
    why: 'the attempt says the same: a task of this kind is there in this state alone',
    where: {
      'coupons/give.ts': ["status: 'claiming'"],
      'internal/confirm.ts': ["current?.status !== 'draft'"],
      'orders/place.ts': ["status: 'placing'", "current?.status !== 'placing'", "status: 'placing' #2"],
      'orders/sweep.ts': ["status: 'placing'"],
    },
  },
  {
    why: 'a second line behind the lease, which lasts longer than any call: nobody else is at work on it',
    where: { 'coupons/give.ts': ["'claim.attempt': claim?.attempt ?? ''"], 'orders/place.ts': ["'task.attempt': task.attempt #2"] },
  },
  {
    why: "the order's id says the same: a coupon that came back names none",
    where: { 'coupons/hold.ts': ["coupon.status !== 'locked' && coupon.status !== 'used'"] },
  },
  {
    why: 'without a tally there is nothing to count, only to wait for',
    where: { 'coupons/hold.ts': ["'tallies.0': command.exists(true)"] },
  },
  { why: 'what is paid is not open: then it changes nothing', where: { 'payments/prepay.ts': ["status: 'closed'"] } },
  { why: 'only moves it to the end of the queue', where: { 'coupons/sweep.ts': ["status: 'locked'", 'orderId: order._id'] } },
  {
    why: 'names the documents that are meant, and decides nothing about them',
    where: {
      'customers/belongings.ts': ['customerId', 'isDefault: true'],
      'customers/merge-moving.ts': [
        'customerId: source',
        'customerId: source #2',
        'customerId: target',
        'merges: _id',
        'customerId: target #2',
        'mergeId: _id',
      ],
      'inventory/stocktake-booking.ts': ['stocktakeId: stocktake._id', 'open: true'],
      'inventory/stocktakes.ts': [
        'stocktakeId',
        'open: true #2',
        'stocktakeId #2',
        'open: false',
        'stocktakeId: input.stocktakeId',
        'open: false #2',
        'stocktakeId #3',
        'open: true #3',
      ],
      'members/addresses.ts': ['_openid: openid #2', 'isDefault: true'],
      'members/cart.ts': ['which'],
      'prepaid/self-test.ts': ['customerId: SCRATCH', 'which'],
      'system/clean.ts': [
        '_openid',
        'userId: member._id',
        '_openid #2',
        'orderId: order._id',
        'orderId: order._id #2',
        'orderId: order._id #3',
      ],
    },
  },
  {
    why: 'chooses the way, refuses nothing that another condition does not',
    where: {
      'customers/merge.ts': ["source?.status !== 'merged'"],
      'internal/give-back.ts': [
        "order.paymentMethod !== 'credit' && order.paymentMethod !== 'prepaid'",
        "order.paymentMethod === 'credit'",
        "pieces === 'none'",
      ],
      'payments/refund-rows.ts': ["order.paymentMethod === 'balance'"],
      'payments/refunds.ts': ["failure === 'closed'"],
    },
  },
  {
    why: 'the condition beside it asks for the stock as it is, and the next step puts the rest right',
    where: { 'inventory/levels.ts': ["lowNotice: 'told'"] },
  },
  {
    why: "only says how far the year's turn has come; a member's points expire once by their key",
    where: { 'members/points-expiry.ts': ['value: at.value'] },
  },
  {
    why: 'a fault of the calling code, not of a rival',
    where: { 'prepaid/book.ts': ['!Number.isSafeInteger(quantity)', 'quantity <= 0'] },
  },
  {
    why: "the buyer's purchase asks the same and proves the take",
    where: { 'promotions/flash-quota.ts': ["'marks.key': command.neq(orderId)"] },
  },
  {
    why: 'the unit beside it belongs to one product for good',
    where: { 'promotions/manage.ts': ['productId: input.productId', 'productId: input.productId #2'] },
  },
  {
    why: 'an offer that somebody has a team of keeps its product; a new one has a price and a size of its own',
    where: { 'promotions/teams.ts': ['productId'] },
  },
  { why: 'a team without seats is forming: a decided one keeps them', where: { 'promotions/teams.ts': ["status: 'forming' #3"] } },
  {
    why: 'a merge only goes on: whoever has seen it done finds it done, or what the line before it answers',
    where: { 'customers/merge.ts': ["merge?.status !== 'done'"] },
  },
  {
    why: "only orders of the staff's are ever drafts",
    where: { 'internal/confirm.ts': ["source: 'staff'"], 'internal/drafts.ts': ["order?.source !== 'staff'"] },
  },
  { why: 'the address was looked up among his own, and never changes hands', where: { 'members/addresses.ts': ['_openid: openid'] } },
  { why: 'a deleted product is only ever put back by the call that deleted it', where: { 'catalog/remove.ts': ['deletedTime: now'] } },
  {
    why: 'the count beside it says so already: the next notice has another one',
    where: { 'inventory/levels.ts': ["lowNotice: 'clearing'"] },
  },
  { why: "an order's source is written once, when it is placed", where: { 'members/earnings.ts': ["order.source !== 'mall'"] } },
  { why: 'an order that is cancelled or refunded stays so', where: { 'system/clean.ts': ['status: last.status'] } },
];
