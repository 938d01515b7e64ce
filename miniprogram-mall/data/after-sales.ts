import type { AfterSaleDocument, OrderDocument } from '@shop/shared/database/documents.ts';
import { USUAL_DAYS } from '../models/after-sale.ts';
import { command, find, ME } from '../utils/cloud.ts';
import { shopConfig } from './catalog.ts';

/** For how many days after completion a customer may claim; the usual number while the shop's own cannot be read. */
export async function afterSaleDays(): Promise<number> {
  const config = await shopConfig().catch(() => null);
  return config?.afterSaleDays ?? USUAL_DAYS;
}

export async function ownOrder(orderId: string): Promise<OrderDocument | null> {
  return (await find<OrderDocument>('orders', { where: { _openid: ME, _id: orderId }, limit: 1 }))[0] ?? null;
}

/** Cases older than the last one shown. */
export function olderCases(before: Date): Promise<AfterSaleDocument[]> {
  return find('afterSales', { where: { _openid: ME, createTime: command().lt(before) }, orderBy: [['createTime', 'desc']] });
}
