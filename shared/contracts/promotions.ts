import * as z from 'zod';
import { contract, fenPrice, id, pieces, requestId, shortText } from './contract.ts';

const instant = z.number().int().min(0).max(4_102_444_800_000);
const hours = z.number().int().min(1).max(72);

/** Milliseconds. Half a year is the longest that anybody plans ahead. */
const window = { startsAt: instant, endsAt: instant };
const LONGEST_MS = 180 * 24 * 3_600_000;
const isWindow = ({ startsAt, endsAt }: { startsAt: number; endsAt: number }): boolean =>
  endsAt > startsAt && endsAt - startsAt <= LONGEST_MS;

const flashView = z.object({
  _id: z.string(),
  title: z.string(),
  productId: z.string(),
  skuId: z.string(),
  productName: z.string(),
  specs: z.string(),
  image: z.string(),
  price: z.number(),
  listPrice: z.number(),
  quota: z.number(),
  sold: z.number(),
  perUser: z.number(),
  startsAt: z.number(),
  endsAt: z.number(),
  phase: z.enum(['upcoming', 'running', 'sold_out', 'over']),
});

const groupView = z.object({
  _id: z.string(),
  title: z.string(),
  productId: z.string(),
  skuId: z.string(),
  productName: z.string(),
  specs: z.string(),
  image: z.string(),
  price: z.number(),
  listPrice: z.number(),
  size: z.number(),
  hours: z.number(),
  perOrder: z.number(),
  startsAt: z.number(),
  endsAt: z.number(),
  opened: z.number(),
  open: z.boolean(),
});

const teamView = z.object({
  _id: z.string(),
  groupBuyId: z.string(),
  size: z.number(),
  missing: z.number(),
  deadline: z.number(),
  status: z.enum(['forming', 'succeeded', 'failed']),
  seats: z.array(z.object({ name: z.string(), avatarUrl: z.string(), paid: z.boolean(), leader: z.boolean(), me: z.boolean() })),
});

/**
 * Flash sales and group buys: what staff plan (save, stop) and what customers look at. Buying is `submitOrder` with `flashSaleId`, `groupBuyId` or
 * `teamId`. Prices are fen a piece, instants milliseconds. Saving without `saleId`/`groupBuyId` makes a new one, once per `requestId`.
 */
export const promotion = contract(
  'promotion',
  z.discriminatedUnion('action', [
    z
      .strictObject({
        action: z.literal('saveFlash'),
        requestId,
        saleId: id.optional(),
        title: shortText(30),
        productId: id,
        skuId: id,
        price: fenPrice,
        quota: z.number().int().min(1).max(1_000_000),
        perUser: z.number().int().min(1).max(99),
        ...window,
      })
      .refine(isWindow, { path: ['endsAt'] }),
    z.strictObject({ action: z.literal('stopFlash'), saleId: id }),
    z
      .strictObject({
        action: z.literal('saveGroup'),
        requestId,
        groupBuyId: id.optional(),
        title: shortText(30),
        productId: id,
        skuId: id,
        price: fenPrice,
        size: z.number().int().min(2).max(20),
        hours,
        perOrder: pieces,
        ...window,
      })
      .refine(isWindow, { path: ['endsAt'] }),
    z.strictObject({ action: z.literal('stopGroup'), groupBuyId: id }),
    z.strictObject({ action: z.literal('flashSales'), productId: id.optional() }),
    z.strictObject({ action: z.literal('flashSale'), saleId: id }),
    z.strictObject({ action: z.literal('groupBuys'), productId: id.optional() }),
    z.strictObject({ action: z.literal('teams'), groupBuyId: id }),
    z.strictObject({ action: z.literal('team'), teamId: id }),
  ]),
  z.object({
    /** The server's clock, for a countdown. */
    now: z.number(),
    flashSales: z.array(flashView).optional(),
    groupBuys: z.array(groupView).optional(),
    teams: z.array(teamView).optional(),
    /** Pieces of the sale that the caller has already. */
    bought: z.number().optional(),
  }),
);
