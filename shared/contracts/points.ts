import * as z from 'zod';
import { contract, id, requestId, shortText } from './contract.ts';

const member = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);

/**
 * Books points to a member: `earn` and `return` are positive, `spend` negative, `adjust` either. With `requestId` an act is booked once; with `orderId` alone what an order
 * earned, or one adjustment for it. What an order spends and gives back it books itself.
 */
export const addPoints = contract(
  'addPoints',
  z
    .strictObject({
      userId: member,
      points: z.number().int().min(-1_000_000).max(1_000_000),
      type: z.enum(['earn', 'spend', 'return', 'adjust']),
      reason: shortText(100),
      orderId: id.optional(),
      requestId: requestId.optional(),
    })
    .refine(({ type, orderId }) => orderId === undefined || type === 'earn' || type === 'adjust', { path: ['orderId'] })
    .refine(({ type, points }) => (type === 'adjust' ? points !== 0 : type === 'spend' ? points < 0 : points > 0), { path: ['points'] }),
  z.object({ points: z.number() }),
);

/** A member's points, level and ledger, newest first; his own, or with `userId` somebody's. `before` (ms) pages on. */
export const getUserPoints = contract(
  'getUserPoints',
  z.strictObject({ userId: member.optional(), before: z.number().int().positive().optional() }),
  z.object({
    points: z.number(),
    level: z.number(),
    levelName: z.string(),
    percentOff: z.number(),
    growth: z.number(),
    /** The next level up and the growth it begins at; null at the top. */
    next: z.object({ level: z.number(), name: z.string(), growth: z.number() }).nullable(),
    /** What goes at the next turn of the year (ms), where the shop lets points expire. */
    expiring: z.object({ points: z.number(), at: z.number() }).nullable(),
    logs: z.array(
      z.looseObject({
        _id: z.string(),
        type: z.string(),
        points: z.number(),
        pointsAfter: z.number(),
        reason: z.string(),
        orderId: z.string().nullable(),
        createTime: z.number(),
      }),
    ),
  }),
);
