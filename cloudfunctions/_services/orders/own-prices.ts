import type { CustomerDocument } from '@shop/shared/database/documents.ts';
import { fen } from '@shop/shared/domain/money.ts';
import { pricePerUnit } from '@shop/shared/domain/quantity.ts';
import { tables } from '../../_platform/tables.ts';
import { sizesOf } from '../catalog/sizes.ts';
import { priceId } from '../customers/belongings.ts';
import type { QuotedLine } from './quote.ts';

/** The customer of the staff's that a member also is; null for nearly everybody. */
export async function customerBehind(openid: string): Promise<CustomerDocument | null> {
  return tables.customers.findOne({ memberId: openid, status: 'active' });
}

/** The lines at the prices that were agreed with this customer, per piece of the stock unit; a price in a unit that the goods do not convert to is left out. */
export async function withOwnPrices<Line extends QuotedLine>(
  lines: readonly Line[],
  customer: CustomerDocument | null,
): Promise<readonly Line[]> {
  if (customer === null) return lines;
  const own = await tables.customerPrices.getMany(lines.map((line) => priceId(customer._id, line.sku.skuId)));
  if (own.length === 0) return lines;
  const sizes = await sizesOf(own.map((price) => price.skuId));
  const priceOf = new Map(
    own.map((price) => {
      const size = sizes.get(price.skuId);
      return [price.skuId, size === undefined ? null : pricePerUnit(fen(price.price), size.unit, size, price.unit)];
    }),
  );
  return lines.map((line) => {
    const customerPrice = priceOf.get(line.sku.skuId) ?? null;
    return customerPrice === null ? line : { ...line, customerPrice };
  });
}
