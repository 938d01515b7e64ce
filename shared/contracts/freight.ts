import * as z from 'zod';
import { isProvince } from '../domain/provinces.ts';
import { id, pieces, requestId, shortText } from './contract.ts';

/** Fen. */
const fee = z.number().int().min(0).max(1_000_000);
const grams = z.number().int().min(0).max(10_000_000);
const province = shortText(20).refine(isProvince);

const tariff = {
  firstGrams: grams,
  firstFee: fee,
  stepGrams: grams,
  stepFee: fee,
  freeFrom: z.number().int().min(0).max(100_000_000).nullable(),
  byPiece: z.strictObject({ first: pieces, step: pieces }).optional(),
  freePieces: pieces.optional(),
};

/** What staff write: a whole template each time. */
const freightTemplate = z.strictObject({
  name: shortText(30),
  ...tariff,
  regions: z
    .array(z.strictObject({ provinces: z.array(province).min(1).max(40), ...tariff }))
    .max(20)
    .optional(),
  surcharges: z.array(z.strictObject({ province, fee })).max(40),
  unserved: z.array(province).max(40),
});

/** `templateId`: of one that is there; `revision`: as it was when it was read. */
export const freightActions = [
  z.strictObject({
    action: z.literal('saveFreight'),
    requestId,
    templateId: id.optional(),
    revision: z.number().int().min(0).optional(),
    template: freightTemplate,
  }),
  z.strictObject({ action: z.literal('removeFreight'), templateId: id }),
  z.strictObject({ action: z.literal('setFreight'), productIds: z.array(id).min(1).max(100), templateId: id }),
] as const;

export const freightTemplateView = z.looseObject({ _id: z.string(), name: z.string() });
