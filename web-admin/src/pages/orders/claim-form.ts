import { AFTER_SALE_REASONS, claimsShipped, type AfterSaleReason } from '@shop/shared/domain/refunds.ts';
import type { OrderDocument } from '@shop/shared/database/documents.ts';
import { readPieces } from '../../format/money-input.ts';

/** What staff write down of a customer's claim. Pure: tested without a browser. */
export interface ClaimDraft {
  readonly skuId: string;
  readonly quantityText: string;
  readonly type: 'refund_only' | 'return_goods';
  readonly reason: AfterSaleReason;
  readonly description: string;
}

export const REASON_CHOICES = (Object.keys(AFTER_SALE_REASONS) as AfterSaleReason[]).map((value) => ({
  value,
  label: AFTER_SALE_REASONS[value].label,
}));

/** How many pieces may be claimed as the claim stands: of those that were sent, or of those that were not. */
export function mostPieces(
  order: Pick<OrderDocument, 'status' | 'items'>,
  draft: Pick<ClaimDraft, 'skuId' | 'type' | 'reason'>,
  left: { readonly shipped: number; readonly unshipped: number },
): number {
  const line = order.items.find((item) => item.skuId === draft.skuId);
  if (line === undefined) return 0;
  return claimsShipped(order.status, line, draft) ? left.shipped : left.unshipped;
}

export interface ClaimReading {
  /** Null where something is missing; then the problems say what. */
  readonly quantity: number | null;
  readonly quantityProblem: string;
  readonly descriptionProblem: string;
}

export function readClaim({ quantityText, description }: ClaimDraft, most: number): ClaimReading {
  const quantity = readPieces(quantityText);
  const quantityProblem = quantity === null ? '请输入件数' : quantity > most ? `最多 ${String(most)} 件` : '';
  return {
    quantity: quantityProblem === '' ? quantity : null,
    quantityProblem,
    descriptionProblem: description.trim() === '' ? '请写下顾客的说法，审核时会看到' : '',
  };
}
