import type { AddressDocument } from '@shop/shared/database/documents.ts';
import { newId } from '../../_platform/ids.ts';
import { done, refuse, type Result } from '../../_platform/result.ts';
import { command } from '../../_platform/database.ts';
import { tables } from '../../_platform/tables.ts';

const MOST = 20;

export interface AddressInput {
  readonly _id?: string | undefined;
  readonly name: string;
  readonly phone: string;
  readonly province: string;
  readonly city: string;
  readonly district: string;
  readonly detail: string;
  readonly isDefault?: boolean | undefined;
}

/** His addresses, the default one first, then the latest. */
export async function listAddresses(openid: string): Promise<AddressDocument[]> {
  const list = await tables.addresses.find({ _openid: openid }, { orderBy: [['updateTime', 'desc']], limit: MOST });
  return list.sort((a, b) => Number(b.isDefault) - Number(a.isDefault));
}

/** Saves a new or an own address. The first one becomes the default; there is one default at most. Refuses ADDRESS_NOT_FOUND and ADDRESS_LIMIT. */
export async function saveAddress(openid: string, input: AddressInput): Promise<Result<{ address: AddressDocument }>> {
  const mine = await listAddresses(openid);
  const before = input._id === undefined ? undefined : mine.find((address) => address._id === input._id);
  if (input._id !== undefined && before === undefined) return refuse('ADDRESS_NOT_FOUND');
  if (before === undefined && mine.length >= MOST) return refuse('ADDRESS_LIMIT');

  const now = new Date();
  const { name, phone, province, city, district, detail } = input;
  const onlyOne = mine.every((address) => address._id === before?._id);
  const isDefault = onlyOne || (input.isDefault ?? before?.isDefault ?? false);
  const fields = { name, phone, province, city, district, detail, isDefault, updateTime: now };
  const address: AddressDocument = {
    _id: before?._id ?? newId(),
    _openid: openid,
    userId: openid,
    createTime: before?.createTime ?? now,
    ...fields,
  };
  if (before === undefined) await tables.addresses.insert(address);
  else if (!(await tables.addresses.updateOne({ _id: address._id, _openid: openid }, fields))) return refuse('ADDRESS_NOT_FOUND');
  if (isDefault)
    await tables.addresses.updateAll({ _openid: openid, _id: command.neq(address._id), isDefault: true }, { isDefault: false });
  return done({ address });
}

export async function removeAddress(openid: string, addressId: string): Promise<Result<{ list: AddressDocument[] }>> {
  const removed = await tables.addresses.remove({ _id: addressId, _openid: openid });
  if (removed === 0) return refuse('ADDRESS_NOT_FOUND');
  return done({ list: await listAddresses(openid) });
}
