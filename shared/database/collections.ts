import type { AccessArea } from '../domain/permissions.ts';

/** An index as CloudBase takes it. Every query that a screen or a job runs is served by one of these; a test fails otherwise. */
export interface IndexDeclaration {
  readonly name: string;
  readonly keys: readonly { readonly field: string; readonly direction: 1 | -1 }[];
  readonly unique: boolean;
}

/** A collection: its indexes and the rule for clients. Functions are not bound by rules; a client never writes. */
export interface CollectionDeclaration {
  readonly name: string;
  readonly indexes: readonly IndexDeclaration[];
  readonly permission: 'CUSTOM' | 'ADMINONLY';
  readonly rule?: { readonly read: boolean | string; readonly write: false };
}

/** `index('a', '-b')` is `{a: 1, b: -1}`. */
function index(...fields: readonly string[]): IndexDeclaration {
  const keys = fields.map((field) =>
    field.startsWith('-') ? { field: field.slice(1), direction: -1 as const } : { field, direction: 1 as const },
  );
  return { name: keys.map((key) => key.field.replaceAll('.', '_')).join('_'), keys, unique: false };
}

function unique(field: string): IndexDeclaration {
  return { ...index(field), unique: true };
}

/** His own documents. */
const OWNER = 'doc._openid == auth.openid';

/** Staff of an area: a mini-program user by openid, an admin by his custom-login id. */
function staff(area: AccessArea): string {
  return `get(\`database.staffAccess.\${auth.openid}\`).${area} == true || get(\`database.staffAccess.\${auth.uid}\`).${area} == true`;
}

function closed(name: string, indexes: readonly IndexDeclaration[] = []): CollectionDeclaration {
  return { name, indexes, permission: 'ADMINONLY' };
}

function readable(name: string, read: boolean | string, indexes: readonly IndexDeclaration[] = []): CollectionDeclaration {
  return { name, indexes, permission: 'CUSTOM', rule: { read, write: false } };
}

const SIGNED_IN = 'auth != null';

export const COLLECTIONS: readonly CollectionDeclaration[] = [
  // Members
  readable('member_user', `${OWNER} || ${staff('members')}`, [
    unique('openId'),
    index('_openid'),
    index('phone'),
    index('level', '_id'),
    index('-createTime'),
    index('debits.at'),
  ]),
  readable('member_points_log', `${OWNER} || ${staff('members')}`, [
    index('_openid', '-createTime'),
    index('userId', '-createTime'),
    index('orderId'),
  ]),
  readable('balanceLogs', `${OWNER} || ${staff('members')}`, [
    index('_openid', '-createTime'),
    index('orderId'),
    index('type', 'createTime'),
  ]),
  readable('customerAddresses', `${OWNER} || ${staff('customers')}`, [index('_openid', '-updateTime'), index('customerId', '-updateTime')]),

  // Catalogue
  readable('categories', true, [index('sort')]),
  readable('brands', true),
  readable('banners', true, [index('status', 'sort')]),
  readable('shopProducts', `doc.status == 'on' || ${staff('products')}`, [
    index('status', 'sort'),
    index('status', 'isHot', 'sort'),
    index('status', 'isNew', 'sort'),
    index('status', 'isDiscount', 'sort'),
    index('status', 'categoryPath', 'sort'),
    index('status', '-sales'),
    index('status', 'categoryPath', '-sales'),
    index('sort'),
  ]),
  readable('products', SIGNED_IN, [
    unique('productId'),
    index('shopProductId'),
    index('barcode'),
    index('moves.at'),
    index('lowAlerted', '-updateTime'),
    index('lowNotice'),
    index('countingIn'),
    index('-updateTime'),
  ]),
  closed('productCosts'),
  readable('records', staff('stock'), [index('productId', '-createTime'), index('-createTime'), index('orderId')]),
  readable('stockBatches', staff('stock'), [
    index('skuId', 'open', 'expiresAt'),
    index('skuId', '-createTime'),
    index('open', 'expiresAt'),
  ]),
  readable('stocktakes', staff('stock'), [index('-createTime'), index('status', 'updateTime')]),
  readable('stocktakeLines', staff('stock'), [index('stocktakeId', 'skuId')]),
  readable('freightTemplates', true),

  // Trade
  readable('cart', OWNER, [index('_openid', '-createTime')]),
  readable('orders', `${OWNER} || ${staff('orders')}`, [
    unique('orderNo'),
    index('_openid', 'hidden', '-createTime'),
    index('_openid', 'hidden', 'status', '-createTime'),
    index('placed', '-createTime'),
    index('placed', 'status', '-createTime'),
    index('status', 'paymentTime'),
    index('group.counted', 'status'),
    index('status', 'expireTime'),
    index('status', 'deliveryTime'),
    index('task.dueAt'),
    index('customerId', '-createTime'),
    index('source', '-createTime'),
    index('source', 'status', '-createTime'),
    index('items.productId', 'status'),
  ]),
  readable('orderStatusFlows', `${OWNER} || ${staff('orders')}`, [
    index('_openid', 'orderId', 'createTime'),
    index('orderId', 'createTime'),
    index('createTime'),
  ]),
  readable('orderNotes', staff('orders')),
  readable('orderHistories', staff('orders'), [index('orderId', 'createTime')]),
  readable('payments', `${OWNER} || ${staff('orders')}`, [
    index('orderId'),
    index('_openid', '-createTime'),
    index('status', 'createTime'),
    index('method', 'paidAt'),
  ]),
  readable('refunds', `${OWNER} || ${staff('orders')}`, [
    index('orderId'),
    index('_openid', '-createTime'),
    index('status', 'nextAttempt'),
    index('sentAt'),
    index('createTime'),
  ]),
  readable('afterSales', `${OWNER} || ${staff('orders')}`, [
    index('_openid', '-createTime'),
    index('orderId', 'createTime'),
    index('-createTime'),
    index('status', '-createTime'),
    index('status', 'returnBy'),
    index('task.dueAt'),
  ]),
  readable('reconciliations', staff('statistics'), [index('-day'), index('status', '-day')]),
  readable('logistics', `${OWNER} || ${staff('orders')}`, [index('_openid', 'orderId'), index('orderId')]),
  closed('counters'),

  // Marketing
  readable('coupons', `(doc.status == 'on' && doc.claimable == true) || ${staff('marketing')}`, [
    index('status', '-createTime'),
    index('status', 'claimable', '-createTime'),
    index('-createTime'),
    index('marks.at'),
  ]),
  readable('userCoupons', OWNER, [
    index('_openid', 'status', '-createTime'),
    index('couponId', 'status'),
    index('status', 'validUntil'),
    index('status', 'updateTime'),
    index('claim.dueAt'),
    index('tallies.at'),
  ]),
  readable('flashSales', `doc.status == 'on' || ${staff('marketing')}`, [
    index('status', 'endsAt'),
    index('productId', 'status', 'endsAt'),
    index('-createTime'),
    index('marks.at'),
  ]),
  readable('flashPurchases', `${OWNER} || ${staff('marketing')}`, [index('_openid', 'saleId'), index('saleId')]),
  readable('groupBuys', `doc.status == 'on' || ${staff('marketing')}`, [
    index('status', 'endsAt'),
    index('productId', 'status', 'endsAt'),
    index('-createTime'),
  ]),
  readable('groupTeams', SIGNED_IN, [
    index('groupBuyId', 'status', 'deadline'),
    index('status', 'deadline'),
    index('status', 'missing'),
    index('settling', 'deadline'),
  ]),

  // The company
  closed('staff', [unique('loginKey')]),
  readable('staffAccess', 'doc._id == auth.openid || doc._id == auth.uid'),
  closed('roles'),
  readable('loginLogs', staff('statistics'), [index('-createTime')]),
  readable('operationLogs', staff('statistics'), [index('-createTime'), index('target', '-createTime')]),
  readable('systemConfigs', true),
  readable('auditRuns', staff('statistics'), [index('status', 'startTime'), index('-startTime')]),
  readable('dailyStats', staff('statistics'), [index('day')]),
  readable('notices', `${staff('orders')} || ${staff('stock')}`, [
    index('-createTime'),
    index('resolved', '-createTime'),
    index('kind', 'target', 'resolved'),
  ]),

  // Existing collections, kept
  readable('customers', staff('customers'), [
    index('phone'),
    index('memberId'),
    index('-createTime'),
    index('status', '-createTime'),
    index('keywords', '-createTime'),
  ]),
  readable('customerMergeHistory', staff('customers'), [index('-mergeTime'), index('dueAt'), index('targetCustomerId', '-mergeTime')]),
  readable('customerPrices', staff('customers'), [index('customerId', '-updateTime'), index('skuId')]),
  readable('customerStatements', staff('customers'), [index('customerId', '-createTime'), index('orderId')]),
  closed('batchJobs', [index('-createTime')]),
  readable('prepaidRecords', staff('prepaid'), [index('customerId', '-createTime'), index('-updateTime')]),
  readable('prestoreRecords', staff('prepaid'), [
    index('recordId', '-createTime'),
    index('customerId', '-createTime'),
    index('productId', '-createTime'),
    index('orderId'),
  ]),
  readable('updatePrepaidProduct', staff('prepaid'), [
    index('recordId', '-createTime'),
    index('customerId', '-createTime'),
    index('productId', '-createTime'),
    index('orderId'),
  ]),
];

export const COLLECTION_NAMES: readonly string[] = COLLECTIONS.map((collection) => collection.name);
