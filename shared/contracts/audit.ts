import * as z from 'zod';
import { contract } from './contract.ts';

const violation = z.object({ check: z.string(), subject: z.string(), text: z.string() });

/**
 * `run` goes on with the audit under way, or starts one, for as long as one call may take: call it until `status` is `done`. `latest` answers how the
 * last one stands. `null` when there never was one.
 */
export const audit = contract(
  'audit',
  z.discriminatedUnion('action', [z.strictObject({ action: z.literal('run') }), z.strictObject({ action: z.literal('latest') })]),
  z.object({
    run: z
      .object({
        id: z.string(),
        status: z.enum(['running', 'done']),
        startTime: z.number(),
        endTime: z.number().nullable(),
        counts: z.record(z.string(), z.number()),
        found: z.number(),
        violations: z.array(violation),
      })
      .nullable(),
  }),
);
