import * as z from 'zod';
import { MOST_PIECES } from '../domain/stock.ts';
import { contract, id, pieces, remark, requestId, shortText } from './contract.ts';

const reason = shortText(100);
/** An instant in ms. */
const instant = z.number().int().min(0).max(4_102_444_800_000);
const signedPieces = z
  .number()
  .int()
  .min(-MOST_PIECES)
  .max(MOST_PIECES)
  .refine((value) => value !== 0);
const barcode = z.string().regex(/^[0-9A-Za-z-]{4,32}$/);

/** What came in together: its number, and when it was made and expires, as the label says. */
const batch = z
  .strictObject({ batchNo: z.string().regex(/^[0-9A-Za-z._-]{1,32}$/), producedAt: instant.optional(), expiresAt: instant.optional() })
  .refine(({ producedAt, expiresAt }) => producedAt === undefined || expiresAt === undefined || producedAt < expiresAt, {
    path: ['expiresAt'],
  });

const moved = { requestId, skuId: id, quantity: pieces, reason };
const stockView = z.object({ _id: z.string(), quantity: z.number(), reserved: z.number() });
const row = z.looseObject({ _id: z.string() });

/** Stock moved by hand, and what the warehouse looks up. `requestId` makes a repeated tap harmless. */
export const stock = contract(
  'stock',
  z.discriminatedUnion('action', [
    z.strictObject({ action: z.literal('in'), ...moved, batch: batch.optional() }),
    z.strictObject({ action: z.literal('out'), ...moved, batchId: id.optional() }),
    z.strictObject({ action: z.literal('loss'), ...moved, batchId: id.optional() }),
    z.strictObject({ action: z.literal('gift'), ...moved, batchId: id.optional() }),
    z.strictObject({ action: z.literal('adjust'), requestId, skuId: id, difference: signedPieces, reason }),
    z.strictObject({ action: z.literal('transfer'), ...moved, toSkuId: id, toQuantity: pieces }),
    z.strictObject({ action: z.literal('find'), barcode }),
    z.strictObject({
      action: z.literal('configure'),
      skuId: id,
      lowStock: z.number().int().min(0).max(99_999).optional(),
      barcode: barcode.optional(),
      soldByWeight: z.boolean().optional(),
      boxGrams: z.number().int().min(1).max(1_000_000).optional(),
    }),
    z.strictObject({ action: z.literal('records'), skuId: id.optional(), before: z.number().int().positive().optional() }),
    z.strictObject({ action: z.literal('batches'), skuId: id, before: instant.optional() }),
    z.strictObject({ action: z.literal('expiring'), withinDays: z.number().int().min(0).max(730), after: instant.optional() }),
  ]),
  z.object({
    stock: stockView.optional(),
    other: stockView.optional(),
    found: z.array(row).optional(),
    records: z.array(row).optional(),
    batches: z.array(row).optional(),
  }),
);

const stocktakeId = id;

/** A count of chosen goods: opened with a snapshot, counted by several people, submitted by one, approved by another. */
export const stocktake = contract(
  'stocktake',
  z.discriminatedUnion('action', [
    z.strictObject({
      action: z.literal('open'),
      requestId,
      title: shortText(40),
      skuIds: z
        .array(id)
        .min(1)
        .max(200)
        .refine((list) => new Set(list).size === list.length),
      remark: remark.optional(),
    }),
    z.strictObject({
      action: z.literal('count'),
      stocktakeId,
      skuId: id,
      counted: z.number().int().min(0).max(999_999),
      version: z.number().int().min(0),
    }),
    z.strictObject({ action: z.literal('submit'), stocktakeId, leaveUncounted: z.literal(true).optional() }),
    z.strictObject({ action: z.literal('reject'), stocktakeId, reason }),
    z.strictObject({ action: z.literal('approve'), stocktakeId }),
    z.strictObject({ action: z.literal('cancel'), stocktakeId, reason }),
    z.strictObject({ action: z.literal('get'), stocktakeId }),
    z.strictObject({ action: z.literal('list'), before: instant.optional() }),
  ]),
  z.object({
    stocktake: z.looseObject({ _id: z.string(), status: z.string() }).optional(),
    line: row.optional(),
    lines: z.array(row).optional(),
    list: z.array(row).optional(),
  }),
);
