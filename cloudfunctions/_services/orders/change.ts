import type { InputOf } from '@shop/shared/contracts/contract.ts';
import type { orderChange } from '@shop/shared/contracts/internal-orders.ts';
import type { OrderAddress, OrderDocument, OrderHistoryDocument } from '@shop/shared/database/documents.ts';
import { orderFreight } from '@shop/shared/domain/freight.ts';
import { add, fen, formatYuan, ZERO } from '@shop/shared/domain/money.ts';
import { adjustLines, explainAdjustment, spread } from '@shop/shared/domain/order-change.ts';
import type { OrderStatus } from '@shop/shared/domain/order-lifecycle.ts';
import type { Caller } from '../../_platform/caller.ts';
import { checkpoint } from '../../_platform/checkpoint.ts';
import { freightRules } from '../../_platform/config.ts';
import { command, DuplicateKey, transact, type Change } from '../../_platform/database.ts';
import { stableId } from '../../_platform/ids.ts';
import { done, refuse, type Result } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';
import { sizesOf } from '../catalog/sizes.ts';
import { closeOpenPayment } from '../payments/close.ts';
import { recordOperation } from '../staff/operations.ts';
import { historyRow } from './histories.ts';
import { orderView } from './view.ts';

type Input<Action> = Extract<InputOf<typeof orderChange>, { action: Action }>;
export type ChangeAnswer = Result<{ order: ReturnType<typeof orderView> }>;

const UNPAID: readonly OrderStatus[] = ['draft', 'confirmed', 'pending_payment'];
const UNSHIPPED: readonly OrderStatus[] = [...UNPAID, 'paid'];

/** One change of an order: an operation over the order as it is, or why it cannot be. `fields` go to the database, `before` and `after` into its history. */
interface Edit {
  readonly fields: Partial<OrderDocument>;
  readonly before: unknown;
  readonly after: unknown;
}

interface Kind {
  readonly action: OrderHistoryDocument['action'];
  readonly requestId: string;
  readonly orderId: string;
  readonly reason: string;
}

/** The order as it was seen: somebody else's change in between is found by its amount, address or state. */
function changedSince(seen: OrderDocument, now: OrderDocument): boolean {
  return seen.status !== now.status || seen.paymentAmount !== now.paymentAmount || (seen.revision ?? 0) !== (now.revision ?? 0);
}

/**
 * Makes one change with its row of history, in one transaction on the order as it was seen. The same `requestId` changes once. When what is to be paid changes, the WeChat
 * order is closed before and after, and the next payment gets a number of its own; money that still comes at the old price goes back by itself.
 */
async function change(kind: Kind, seen: OrderDocument, edit: Edit, caller: Caller): Promise<ChangeAnswer> {
  const id = stableId('change', caller.identity, kind.requestId);
  if ((await tables.orderHistories.get(id)) !== null) return current(kind.orderId);
  const repriced = edit.fields.paymentAmount !== undefined && edit.fields.paymentAmount !== seen.paymentAmount;
  const billed = repriced && seen.status === 'pending_payment';
  if (billed && (await closeOpenPayment(seen)) === 'paid') return refuse('ORDER_PAID');
  const outcome = await once(async () =>
    transact<ChangeAnswer>(async (transaction) => {
      const order = await transaction.get(tables.orders, kind.orderId);
      await checkpoint('change.read');
      if (order === null) return { commit: false, result: refuse('ORDER_NOT_FOUND') };
      if ((await transaction.get(tables.orderHistories, id)) !== null) return { commit: false, result: done({ order: orderView(order) }) };
      if (changedSince(seen, order) || order.task || (order.parcels.length > 0 && kind.action !== 'remark'))
        return { commit: false, result: refuse('ORDER_CHANGED') };
      const now = new Date();
      const fields = {
        ...edit.fields,
        ...(order.status === 'draft' ? { revision: (order.revision ?? 0) + 1 } : {}),
        ...(billed ? { payRound: (order.payRound ?? 0) + 1, weChatOpened: false } : {}),
        updateTime: now,
      };
      await transaction.update(tables.orders, kind.orderId, whole(fields));
      const { action, orderId, reason } = kind;
      const row = { action, orderId, reason, before: edit.before, after: edit.after, operator: caller.identity };
      await transaction.insert(tables.orderHistories, historyRow(id, row, now));
      return { commit: true, result: done({ order: orderView({ ...order, ...fields }) }) };
    }),
  );
  if (outcome === null) return current(kind.orderId);
  if (!outcome.ok) return outcome;
  await Promise.all([
    recordOperation(caller, `order.${kind.action}`, kind.orderId, edit.before, edit.after),
    // Who opened the old payment in between pays for nothing any more.
    billed ? closeOpenPayment(seen) : null,
  ]);
  return outcome;
}

/** Null when the same request was made at the same moment by another call. */
async function once(work: () => Promise<ChangeAnswer>): Promise<ChangeAnswer | null> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DuplicateKey) return null;
    throw error;
  }
}

/** Lists and objects are put in whole: an update would merge them into what is there. */
function whole(fields: Partial<OrderDocument>): Change {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === 'object' && value !== null && !(value instanceof Date) ? command.set(value) : value,
    ]),
  );
}

async function current(orderId: string): Promise<ChangeAnswer> {
  const order = await tables.orders.get(orderId);
  return order === null ? refuse('ORDER_NOT_FOUND') : done({ order: orderView(order) });
}

/** An order that is still in one of these states. */
async function changeable(orderId: string, states: readonly OrderStatus[]): Promise<Result<OrderDocument>> {
  const order = await tables.orders.get(orderId);
  if (order === null || order.status === 'placing') return refuse('ORDER_NOT_FOUND');
  if (states.includes(order.status)) return done(order);
  return refuse(order.status === 'paid' ? 'ORDER_PAID' : 'ORDER_STATE', order.status === 'paid' ? '订单已支付，不能再改价' : undefined);
}

/** Sets what an unpaid order costs, by lines or as a sum for all goods, and its freight. Refuses ORDER_NOT_FOUND, ORDER_STATE, ORDER_PAID, ORDER_CHANGED, SKU_NOT_FOUND. */
export async function changePrice(input: Input<'changePrice'>, caller: Caller): Promise<ChangeAnswer> {
  const known = await tables.orderHistories.get(stableId('change', caller.identity, input.requestId));
  if (known !== null) return current(input.orderId);
  const found = await changeable(input.orderId, UNPAID);
  if (!found.ok) return found;
  const order = found.data;
  const { lines = [], goodsAmount } = input;
  if (lines.some(({ skuId }) => !order.items.some((item) => item.skuId === skuId))) return refuse('SKU_NOT_FOUND', '订单里没有这件商品');
  const payables =
    goodsAmount === undefined
      ? order.items.map((item) => fen(lines.find(({ skuId }) => skuId === item.skuId)?.payable ?? item.payable))
      : spread(order.items, fen(goodsAmount));
  const freightAmount = input.freightAmount ?? order.freightAmount;
  const fields = priced(order, payables, freightAmount);
  const brief = ({
    items,
    freightAmount: freight,
    paymentAmount,
  }: Pick<OrderDocument, 'items' | 'freightAmount' | 'paymentAmount'>): object => ({
    paymentAmount,
    freightAmount: freight,
    lines: items.map(({ skuId, payable }) => ({ skuId, payable })),
  });
  const edit: Edit = { fields, before: brief(order), after: brief({ ...order, ...fields }) };
  return change({ action: 'price', requestId: input.requestId, orderId: order._id, reason: input.reason }, order, edit, caller);
}

type Priced = Pick<OrderDocument, 'items' | 'freightAmount' | 'discountAmount' | 'paymentAmount' | 'explain'>;

function priced(order: OrderDocument, payables: readonly ReturnType<typeof fen>[], freightAmount: number): Priced {
  const items = adjustLines(order.items, payables);
  const paymentAmount = add(ZERO, ...items.map((item) => fen(item.payable)), fen(freightAmount));
  return {
    items,
    freightAmount,
    discountAmount: items.reduce((sum, item) => sum + item.discount, 0),
    paymentAmount,
    explain: explainAdjustment(order.explain, paymentAmount - order.paymentAmount),
  };
}

/**
 * Sends an order that is not shipped to another address. A mall order's freight is quoted anew; where it differs, staff say whether it stays as it is or (before payment)
 * is applied. Refuses ORDER_NOT_FOUND, ORDER_STATE, ORDER_CHANGED, AREA_NOT_SERVED, FREIGHT_DIFFERS.
 */
export async function changeAddress(input: Input<'changeAddress'>, caller: Caller): Promise<ChangeAnswer> {
  const known = await tables.orderHistories.get(stableId('change', caller.identity, input.requestId));
  if (known !== null) return current(input.orderId);
  const found = await changeable(input.orderId, UNSHIPPED);
  if (!found.ok) return found;
  const order = found.data;
  if (order.parcels.length > 0) return refuse('ORDER_STATE', '订单已有包裹发出，不能再改地址');
  // Saved as it was: nothing to tell of.
  if (sameAddress(order.address, input.address) && input.freight !== 'apply') return done({ order: orderView(order) });
  const fee = await freightTo(order, input.address.province);
  if (!fee.ok) return fee;
  const before = order.freightAmount + (order.freightDiscount ?? 0);
  const differs = fee.data !== null && fee.data !== before;
  if (differs && input.freight === undefined)
    return refuse(
      'FREIGHT_DIFFERS',
      `新地址运费 ¥${formatYuan(fee.data ?? 0)}，原运费 ¥${formatYuan(before)}，请选择保持原运费或按新运费收取`,
    );
  if (differs && input.freight === 'apply' && order.status === 'paid')
    return refuse('ORDER_STATE', '订单已支付，运费不能再变，请选择保持原运费');
  const freightAmount =
    differs && input.freight === 'apply' ? Math.max(0, (fee.data ?? 0) - (order.freightDiscount ?? 0)) : order.freightAmount;
  const price = priced(
    order,
    order.items.map((item) => fen(item.payable)),
    freightAmount,
  );
  const { address } = input;
  const edit: Edit = {
    fields: { address, ...(freightAmount === order.freightAmount ? {} : price) },
    before: { address: order.address, freightAmount: order.freightAmount },
    after: { address, freightAmount },
  };
  return change({ action: 'address', requestId: input.requestId, orderId: order._id, reason: input.reason ?? '' }, order, edit, caller);
}

function sameAddress(one: OrderAddress, other: OrderAddress): boolean {
  const fields = ['name', 'phone', 'province', 'city', 'district', 'detail'] as const;
  return fields.every((field) => one[field] === other[field]);
}

/** Freight of a mall order's goods to a province; null for an order of the staff's, whose freight they set themselves. */
async function freightTo(order: OrderDocument, province: string): Promise<Result<number | null>> {
  if (order.source === 'staff') return done(null);
  const [freight, sizes, products] = await Promise.all([
    freightRules(),
    sizesOf(order.items.map(({ skuId }) => skuId)),
    tables.shopProducts.getMany([...new Set(order.items.map(({ productId }) => productId))]),
  ]);
  const templateOf = new Map(products.map((product) => [product._id, product.freightTemplateId]));
  const lines = order.items.map(({ skuId, productId, quantity, payable, pointsDiscount = 0 }) => ({
    grams: (sizes.get(skuId)?.weightGrams ?? 0) * quantity,
    pieces: quantity,
    // As it was priced: what points paid for counts.
    goods: fen(payable + pointsDiscount),
    template: freight.own(templateOf.get(productId)),
  }));
  const quote = orderFreight(lines, freight.usual, province);
  return quote.served ? done(quote.freight.fee) : refuse('AREA_NOT_SERVED', `${province}暂不支持配送，请更换收货地址`);
}

/** A note of the staff's for each other, in whatever state the order is: the customer reads his order, and not this. Refuses ORDER_NOT_FOUND. */
export async function changeRemark(
  input: Pick<Input<'remark'>, 'requestId' | 'orderId' | 'remark'>,
  caller: Caller,
): Promise<ChangeAnswer> {
  const { requestId, orderId, remark } = input;
  const id = stableId('change', caller.identity, requestId);
  const outcome = await once(async () =>
    transact<ChangeAnswer>(async (transaction) => {
      const order = await transaction.get(tables.orders, orderId);
      if (order === null || order.status === 'placing') return { commit: false, result: refuse('ORDER_NOT_FOUND') };
      if ((await transaction.get(tables.orderHistories, id)) !== null) return { commit: false, result: done({ order: orderView(order) }) };
      const note = await transaction.get(tables.orderNotes, orderId);
      const now = new Date();
      const noted = remark !== '';
      await transaction.update(tables.orders, orderId, { noted, updateTime: now });
      if (note === null) await transaction.insert(tables.orderNotes, { _id: orderId, remark, updateTime: now });
      else await transaction.update(tables.orderNotes, orderId, { remark, updateTime: now });
      const row = {
        action: 'remark',
        orderId,
        reason: '',
        before: note?.remark ?? '',
        after: remark,
        operator: caller.identity,
      } as const;
      await transaction.insert(tables.orderHistories, historyRow(id, row, now));
      return { commit: true, result: done({ order: orderView({ ...order, noted, updateTime: now }) }) };
    }),
  );
  if (outcome?.ok) await recordOperation(caller, 'order.remark', orderId, null, { remark });
  return outcome ?? current(orderId);
}
