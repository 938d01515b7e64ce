import * as z from 'zod';
import { MAX_FEN } from '../domain/money.ts';
import { contract, id, requestId, shortText } from './contract.ts';

const paymentParameters = z.object({
  timeStamp: z.string(),
  nonceStr: z.string(),
  package: z.string(),
  signType: z.string(),
  paySign: z.string(),
});

/** The balance from outside: customers buy a package through WeChat, staff adjust with a reason. Fen. */
export const recharge = contract(
  'recharge',
  z.discriminatedUnion('action', [
    z.strictObject({ action: z.literal('list') }),
    z.strictObject({ action: z.literal('buy'), requestId, packageId: id }),
    z.strictObject({
      action: z.literal('adjust'),
      requestId,
      userId: id,
      amount: z
        .number()
        .int()
        .min(-MAX_FEN)
        .max(MAX_FEN)
        .refine((amount) => amount !== 0),
      reason: shortText(100),
    }),
  ]),
  z.object({
    packages: z.array(z.object({ id: z.string(), title: z.string(), pay: z.number(), get: z.number() })).optional(),
    rechargeId: z.string().optional(),
    payment: paymentParameters.optional(),
    balance: z.number().optional(),
  }),
);

const day = z.string().regex(/^20\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/);

/** WeChat's bill of a day against our books. The timer runs yesterday's by itself; `run` does a day again. */
export const reconcile = contract(
  'reconcile',
  z.discriminatedUnion('action', [
    z.strictObject({ action: z.literal('run'), day: day.optional() }),
    z.strictObject({
      action: z.literal('resolve'),
      day,
      kind: z.enum(['payment', 'refund']),
      number: z.string().regex(/^[A-Za-z0-9_|*@-]{1,64}$/),
      remark: shortText(200),
    }),
  ]),
  z.object({ reconciliation: z.looseObject({ _id: z.string(), status: z.string() }) }),
);
