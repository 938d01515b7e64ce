import * as z from 'zod';
import { pictureOwner } from '../domain/pictures.ts';
import { AFTER_SALE_REASONS, type AfterSaleReason } from '../domain/refunds.ts';
import { contract, fenPrice, id, pieces, requestId, shortText, text } from './contract.ts';

const REASON_NAMES = Object.keys(AFTER_SALE_REASONS) as [AfterSaleReason, ...AfterSaleReason[]];

const claim = {
  orderId: id,
  skuId: id,
  quantity: pieces,
  type: z.enum(['refund_only', 'return_goods']),
  reason: z.enum(REASON_NAMES),
};
const photo = z
  .string()
  .max(300)
  .refine((fileId) => pictureOwner(fileId) !== null);
const caseId = { afterSaleId: id };
/** `paymentId`, `R`, and the case's number: letters, digits and dashes. */
const refundNumber = z.string().regex(/^[A-Za-z0-9_-]{6,64}$/);
const note = text().max(200).optional();

const caseView = z.looseObject({ _id: z.string(), status: z.string(), amount: z.number(), points: z.number() });
const refundView = z.looseObject({ _id: z.string(), status: z.string(), amount: z.number() });

/**
 * Money back after payment. Customers: quote, apply, withdraw, returnShipped. Staff: the rest; `staffQuote` and `staffApply` are a customer's words that staff write down, at
 * the counter or on the telephone. One case is about some pieces of one line.
 */
export const afterSale = contract(
  'afterSale',
  z.discriminatedUnion('action', [
    z.strictObject({ action: z.literal('quote'), ...claim }),
    z.strictObject({
      action: z.literal('apply'),
      requestId,
      ...claim,
      description: text().max(500).optional(),
      photos: z.array(photo).max(9).optional(),
    }),
    z.strictObject({ action: z.literal('withdraw'), ...caseId }),
    z.strictObject({ action: z.literal('staffQuote'), ...claim }),
    z.strictObject({ action: z.literal('staffApply'), requestId, ...claim, description: shortText(500) }),
    z.strictObject({ action: z.literal('closeReturn'), ...caseId, reason: shortText(200) }),
    z.strictObject({ action: z.literal('photos'), ...caseId }),
    z.strictObject({
      action: z.literal('returnShipped'),
      ...caseId,
      company: z.string().regex(/^[a-z0-9]{2,30}$/),
      number: z.string().regex(/^[A-Za-z0-9-]{6,32}$/),
    }),
    z.strictObject({ action: z.literal('approve'), ...caseId, remark: note }),
    z.strictObject({ action: z.literal('reject'), ...caseId, reason: shortText(200) }),
    z.strictObject({ action: z.literal('receiveReturn'), ...caseId, restock: z.boolean(), remark: note }),
    z.strictObject({
      action: z.literal('refundNow'),
      ...caseId,
      amount: fenPrice.optional(),
      remark: shortText(200),
    }),
    z.strictObject({ action: z.literal('retryRefund'), refundId: refundNumber }),
    z.strictObject({ action: z.literal('markManual'), refundId: refundNumber, remark: shortText(200) }),
  ]),
  z.object({
    afterSale: caseView.optional(),
    refund: refundView.optional(),
    /** Addresses that last an hour; null for a photo that is gone. */
    photos: z.array(z.string().nullable()).optional(),
    quote: z.object({ amount: z.number(), goods: z.number(), freight: z.number(), points: z.number() }).optional(),
  }),
);
