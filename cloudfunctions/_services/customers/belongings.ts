import type { InputOf } from '@shop/shared/contracts/contract.ts';
import type { customer as contract } from '@shop/shared/contracts/customers.ts';
import type { AddressDocument, CustomerDocument, CustomerPriceDocument } from '@shop/shared/database/documents.ts';
import { fen } from '@shop/shared/domain/money.ts';
import { pricePerUnit } from '@shop/shared/domain/quantity.ts';
import type { Caller } from '../../_platform/caller.ts';
import { command, transact, type Transaction } from '../../_platform/database.ts';
import { stableId } from '../../_platform/ids.ts';
import { done, refuse, type Refusal, type Result } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';
import { sizesOf } from '../catalog/sizes.ts';
import { recordOperation } from '../staff/operations.ts';

type Input<Action> = Extract<InputOf<typeof contract>, { action: Action }>;

const MOST_ADDRESSES = 50;

/**
 * The customer as somebody who may get new belongings. Writes to him, so that a merge at the same moment conflicts: whatever is added belongs to him
 * before the merge, which then moves it, or is refused after it.
 */
export async function hold(transaction: Transaction, customerId: string): Promise<CustomerDocument | Refusal> {
  const customer = await transaction.get(tables.customers, customerId);
  if (customer === null) return refuse('CUSTOMER_NOT_FOUND');
  if (customer.status === 'merged') return refuse('CUSTOMER_MERGED');
  await transaction.update(tables.customers, customerId, { updateTime: new Date() });
  return customer;
}

export function isRefusal(value: CustomerDocument | Refusal): value is Refusal {
  return 'ok' in value;
}

/** The owner name of what belongs to a customer of the staff's: no openid looks like it, so no client's rule ever matches. */
export function ownerName(customerId: string): string {
  return `customer:${customerId}`;
}

/** Saves an address of a customer; the first one is the default. Refuses CUSTOMER_NOT_FOUND, CUSTOMER_MERGED, ADDRESS_NOT_FOUND, ADDRESS_LIMIT. */
export async function saveCustomerAddress(input: Input<'saveAddress'>, caller: Caller): Promise<Result<{ addresses: AddressDocument[] }>> {
  const { _id, isDefault: wanted, ...fields } = input.address;
  const { customerId } = input;
  const id = _id ?? stableId('customer address', caller.identity, input.requestId);
  const list = await addressesOf(customerId);
  const before = list.find((address) => address._id === id);
  if (_id !== undefined && before === undefined) return refuse('ADDRESS_NOT_FOUND');
  if (before === undefined && list.length >= MOST_ADDRESSES) return refuse('ADDRESS_LIMIT', `收货地址最多保存 ${MOST_ADDRESSES} 个`);
  const isDefault = wanted ?? before?.isDefault ?? list.length === 0;
  const refused = await transact<Refusal | null>(async (transaction) => {
    const customer = await hold(transaction, customerId);
    if (isRefusal(customer)) return { commit: false, result: customer };
    const now = new Date();
    const current = await transaction.get(tables.addresses, id);
    const owner = { _openid: ownerName(customerId), userId: ownerName(customerId), customerId };
    if (current === null)
      await transaction.insert(tables.addresses, { _id: id, ...owner, ...fields, isDefault, createTime: now, updateTime: now });
    else if (current.customerId !== customerId) return { commit: false, result: refuse('ADDRESS_NOT_FOUND') };
    else await transaction.update(tables.addresses, id, { ...fields, isDefault, updateTime: now });
    return { commit: true, result: null };
  });
  if (refused !== null) return refused;
  if (isDefault) await tables.addresses.updateAll({ customerId, _id: command.neq(id), isDefault: true }, { isDefault: false });
  await recordOperation(caller, 'customer.address', customerId, null, { addressId: id });
  return done({ addresses: await addressesOf(customerId) });
}

async function addressesOf(customerId: string): Promise<AddressDocument[]> {
  return tables.addresses.find({ customerId }, { orderBy: [['updateTime', 'desc']], limit: MOST_ADDRESSES });
}

export async function removeCustomerAddress(
  { customerId, addressId }: Input<'removeAddress'>,
  caller: Caller,
): Promise<Result<{ addresses: AddressDocument[] }>> {
  if ((await tables.addresses.remove({ _id: addressId, customerId })) === 0) return refuse('ADDRESS_NOT_FOUND');
  await recordOperation(caller, 'customer.address', customerId, { addressId }, null);
  return done({ addresses: await addressesOf(customerId) });
}

export function priceId(customerId: string, skuId: string): string {
  return stableId('customer price', customerId, skuId);
}

/**
 * Sets a customer's own prices, fen per unit (the stock's own unit unless named); null takes one away. All or none. Refuses CUSTOMER_NOT_FOUND,
 * CUSTOMER_MERGED, SKU_NOT_FOUND and UNIT_UNKNOWN.
 */
export async function setCustomerPrices(
  { customerId, prices }: Input<'setPrices'>,
  caller: Caller,
): Promise<Result<{ prices: CustomerPriceDocument[] }>> {
  const sizes = await sizesOf(prices.map(({ skuId }) => skuId));
  for (const { skuId, unit, price } of prices) {
    const size = sizes.get(skuId);
    if (size === undefined) return refuse('SKU_NOT_FOUND');
    if (price !== null && pricePerUnit(fen(price), unit ?? size.unit, size) === null)
      return refuse('UNIT_UNKNOWN', `「${size.name}」不能按「${unit ?? ''}」销售`);
  }
  const gone = prices.filter(({ price }) => price === null).map(({ skuId }) => priceId(customerId, skuId));
  const refused = await transact<Refusal | null>(async (transaction) => {
    const customer = await hold(transaction, customerId);
    if (isRefusal(customer)) return { commit: false, result: customer };
    const now = new Date();
    for (const { skuId, unit, price } of prices) {
      const size = sizes.get(skuId);
      if (price === null || size === undefined) continue;
      const _id = priceId(customerId, skuId);
      const fields = { productName: size.name, unit: unit ?? size.unit, price, operator: caller.identity, updateTime: now };
      if ((await transaction.get(tables.customerPrices, _id)) !== null)
        await transaction.update(tables.customerPrices, _id, { ...fields, mergeId: command.remove() });
      else
        await transaction.insert(tables.customerPrices, { _id, customerId, skuId, productId: size.productId, ...fields, createTime: now });
    }
    return { commit: true, result: null };
  });
  if (refused !== null) return refused;
  if (gone.length > 0) await tables.customerPrices.remove({ _id: command.in(gone) });
  await recordOperation(caller, 'customer.prices', customerId, null, prices);
  return done({ prices: await tables.customerPrices.find({ customerId }, { orderBy: [['updateTime', 'desc']], limit: 500 }) });
}
