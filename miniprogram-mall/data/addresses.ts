import type { AddressDocument } from '@shop/shared/database/documents.ts';
import { find, ME } from '../utils/cloud.ts';

/** The customer's addresses, the default one first. */
export async function addresses(): Promise<AddressDocument[]> {
  const list = await find<AddressDocument>('customerAddresses', { where: { _openid: ME }, orderBy: [['updateTime', 'desc']] });
  return [...list].sort((a, b) => Number(b.isDefault) - Number(a.isDefault));
}

let chosen: string | null = null;

/** The address picked on the address page for the order that is being confirmed; taken once. */
export function chooseAddress(addressId: string): void {
  chosen = addressId;
}

export function takeChosenAddress(): string | null {
  const taken = chosen;
  chosen = null;
  return taken;
}
