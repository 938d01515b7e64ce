import type { InputOf } from '@shop/shared/contracts/contract.ts';
import type { internalOrder } from '@shop/shared/contracts/internal-orders.ts';
import type { CustomerDocument, OrderAddress, OrderDocument } from '@shop/shared/database/documents.ts';
import { transition } from '@shop/shared/domain/order-lifecycle.ts';
import type { Caller } from '../../_platform/caller.ts';
import { command, DuplicateKey, transact } from '../../_platform/database.ts';
import { newId, stableId } from '../../_platform/ids.ts';
import { done, refuse, type Result } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';
import { hold, isRefusal, ownerName } from '../customers/belongings.ts';
import { flowRow } from '../orders/flows.ts';
import { nextOrderNumber } from '../orders/numbers.ts';
import { cancelByStaff } from '../orders/staff.ts';
import { orderView } from '../orders/view.ts';
import { recordOperation } from '../staff/operations.ts';
import { historyRow } from '../orders/histories.ts';
import { priceMeasures, type PricedMeasures } from './lines.ts';

export type InternalAnswer = Result<{ order: ReturnType<typeof orderView> }>;
type Save = Extract<InputOf<typeof internalOrder>, { action: 'save' }>;

const PAGE = 50;

/** Where the goods go: one of his addresses, the one named, or nowhere because he fetches them. */
async function destination(input: Save, customer: CustomerDocument): Promise<Result<OrderAddress>> {
  if (input.address !== undefined) return done(input.address);
  if (input.addressId === undefined)
    return done({ name: customer.name, phone: customer.phone ?? '', province: '', city: '', district: '', detail: '自提' });
  const found = await tables.addresses.get(input.addressId);
  const his = found?.customerId === customer._id || (customer.memberId !== undefined && found?._openid === customer.memberId);
  if (found === null || !his) return refuse('ADDRESS_NOT_FOUND');
  const { name, phone, province, city, district, detail } = found;
  return done({ name, phone, province, city, district, detail });
}

interface Written {
  readonly address: OrderAddress;
  readonly priced: PricedMeasures;
  readonly freight: number;
}

/** What a draft's content is, new or edited. */
function content({ address, priced, freight }: Written, input: Save, customer: CustomerDocument): Partial<OrderDocument> {
  return {
    customerId: customer._id,
    customerName: customer.name,
    items: priced.items,
    itemCount: priced.items.reduce((sum, item) => sum + item.quantity, 0),
    address,
    remark: input.remark ?? '',
    totalAmount: priced.totalAmount,
    discountAmount: 0,
    freightAmount: freight,
    paymentAmount: priced.totalAmount + freight,
    explain: [...priced.explain, { rule: 'freight', label: '运费', amount: freight }],
  };
}

/**
 * Writes an order for a customer, priced from ids and quantities by the shop's or his own prices. It holds no stock until it is confirmed. Without `orderId` a new
 * draft (one per `requestId`), else an edit of the draft as it was at `revision`.
 *
 * Refuses CUSTOMER_NOT_FOUND, CUSTOMER_MERGED, SKU_NOT_FOUND, UNIT_UNKNOWN, QUANTITY_LIMIT, ADDRESS_NOT_FOUND, ORDER_NOT_FOUND, ORDER_STATE, ORDER_CHANGED.
 */
export async function saveDraft(input: Save, caller: Caller): Promise<InternalAnswer> {
  const customer = await tables.customers.get(input.customerId);
  if (customer === null) return refuse('CUSTOMER_NOT_FOUND');
  const [address, priced] = await Promise.all([destination(input, customer), priceMeasures(customer._id, input.items)]);
  if (!address.ok) return address;
  if (!priced.ok) return priced;
  const written: Written = { address: address.data, priced: priced.data, freight: input.freightAmount ?? 0 };
  return input.orderId === undefined ? create(input, written, caller) : edit(input.orderId, input, written, caller);
}

async function create(input: Save, written: Written, caller: Caller): Promise<InternalAnswer> {
  const id = stableId('internal', caller.identity, input.requestId);
  const known = await tables.orders.get(id);
  if (known !== null) return done({ order: orderView(known) });
  const now = new Date();
  const orderNo = await nextOrderNumber(now.getTime());
  try {
    return await transact<InternalAnswer>(async (transaction) => {
      const customer = await hold(transaction, input.customerId);
      if (isRefusal(customer)) return { commit: false, result: customer };
      const order: OrderDocument = { ...blank(id, orderNo, input, caller, now), ...content(written, input, customer), revision: 1 };
      await transaction.insert(tables.orders, order);
      return { commit: true, result: done({ order: orderView(order) }) };
    });
  } catch (error) {
    // The same request at the same moment.
    const other = error instanceof DuplicateKey ? await tables.orders.get(id) : null;
    if (other === null) throw error;
    return done({ order: orderView(other) });
  }
}

function blank(id: string, orderNo: string, input: Save, caller: Caller, now: Date): OrderDocument {
  const owner = ownerName(input.customerId);
  return {
    _id: id,
    orderNo,
    _openid: owner,
    userId: owner,
    requestId: input.requestId,
    source: 'staff',
    createdBy: caller.identity,
    status: 'draft',
    placed: false,
    hidden: true,
    items: [],
    itemCount: 0,
    address: { name: '', phone: '', province: '', city: '', district: '', detail: '' },
    remark: '',
    totalAmount: 0,
    discountAmount: 0,
    freightAmount: 0,
    pointsUsed: 0,
    pointsAmount: 0,
    paymentAmount: 0,
    explain: [],
    refundedAmount: 0,
    parcels: [],
    createTime: now,
    expireTime: now,
    updateTime: now,
  };
}

async function edit(orderId: string, input: Save, written: Written, caller: Caller): Promise<InternalAnswer> {
  return transact<InternalAnswer>(async (transaction) => {
    const customer = await hold(transaction, input.customerId);
    if (isRefusal(customer)) return { commit: false, result: customer };
    const order = await transaction.get(tables.orders, orderId);
    if (order?.source !== 'staff') return { commit: false, result: refuse('ORDER_NOT_FOUND') };
    if (order.status !== 'draft' || order.task) return { commit: false, result: refuse('ORDER_STATE') };
    if (input.revision !== order.revision) return { commit: false, result: refuse('ORDER_CHANGED') };
    const now = new Date();
    const change = { ...content(written, input, customer), revision: (order.revision ?? 0) + 1, updateTime: now };
    const owner = ownerName(customer._id);
    // Whole values: an object in an update would be merged into what is there.
    await transaction.update(tables.orders, orderId, {
      ...change,
      _openid: owner,
      userId: owner,
      items: command.set(change.items),
      address: command.set(change.address),
      explain: command.set(change.explain),
    });
    const brief = ({ items, paymentAmount }: Partial<OrderDocument>): object => ({
      paymentAmount,
      items: (items ?? []).map(({ skuId, measure, unitPrice }) => ({ skuId, ...measure, unitPrice })),
    });
    const row = { orderId, action: 'lines', before: brief(order), after: brief(change), reason: '', operator: caller.identity } as const;
    await transaction.insert(tables.orderHistories, historyRow(newId(), row, now));
    return { commit: true, result: done({ order: orderView({ ...order, ...change }) }) };
  });
}

/** Throws a draft away. Refuses ORDER_STATE when it is one no more, or is being confirmed. */
export async function discard(order: OrderDocument, reason: string, caller: Caller): Promise<InternalAnswer> {
  const to = transition(order.status, 'cancel', 'staff');
  if (to === null) return refuse('ORDER_STATE');
  const now = new Date();
  const change = { status: to, cancelTime: now, cancelReason: reason, updateTime: now };
  const outcome = await transact<InternalAnswer>(async (transaction) => {
    const current = await transaction.get(tables.orders, order._id);
    if (current?.status !== 'draft' || current.task) return { commit: false, result: refuse('ORDER_STATE') };
    await transaction.update(tables.orders, order._id, change);
    const note = { event: 'cancel', from: 'draft', to, operator: caller.identity, operatorType: 'staff', remark: reason, at: now } as const;
    await transaction.insert(tables.orderFlows, flowRow(current, note));
    return { commit: true, result: done({ order: orderView({ ...current, ...change }) }) };
  });
  if (outcome.ok) await recordOperation(caller, 'internal.cancel', order._id, { status: 'draft' }, { status: to, reason });
  return outcome;
}

export async function getInternal(orderId: string): Promise<InternalAnswer> {
  const order = await tables.orders.get(orderId);
  return order?.source === 'staff' ? done({ order: orderView(order) }) : refuse('ORDER_NOT_FOUND');
}

/** Orders that staff wrote, newest first: of one customer, in one state, or all; `before` (ms) pages on. */
export async function listInternal(
  input: Extract<InputOf<typeof internalOrder>, { action: 'list' }>,
): Promise<Result<{ list: ReturnType<typeof orderView>[] }>> {
  const { customerId, status } = input;
  const where = {
    ...(customerId === undefined ? {} : { customerId }),
    source: 'staff',
    status: status ?? command.neq('placing'),
    createTime: command.lt(new Date(input.before ?? Date.now() + 1)),
  };
  const list = await tables.orders.find(where, { orderBy: [['createTime', 'desc']], limit: PAGE });
  return done({ list: list.map(orderView) });
}

/** Ends an order that staff wrote: a draft is thrown away, any other ended like a customer's. Refuses ORDER_NOT_FOUND, ORDER_STATE. */
export async function cancelInternal(orderId: string, reason: string, caller: Caller): Promise<InternalAnswer> {
  const order = await tables.orders.get(orderId);
  if (order?.source !== 'staff') return refuse('ORDER_NOT_FOUND');
  return order.status === 'draft' ? discard(order, reason, caller) : cancelByStaff(orderId, reason, caller);
}
