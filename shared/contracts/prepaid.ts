import * as z from 'zod';
import { contract, id, remark, requestId, shortText } from './contract.ts';

/** Thousandths: 1.5 is 1500. */
const thousandths = z.number().int().min(1).max(1_000_000_000);
const unit = shortText(8);
const record = z.looseObject({ _id: z.string(), customerId: z.string(), productId: z.string(), unit: z.string(), quantity: z.number() });

/** Books prepaid goods in for a customer. `productId` is the stock-keeping unit; without `unit` the record's own, or the goods' own the first time. */
export const addPrestore = contract(
  'addPrestore',
  z.strictObject({ requestId, customerId: id, productId: id, quantity: thousandths, unit: unit.optional(), remark: remark.optional() }),
  z.object({ record }),
);

/** Takes prepaid goods out. Never below zero. */
export const updatePrepaidProduct = contract(
  'updatePrepaidProduct',
  z.strictObject({
    requestId,
    customerId: id,
    productId: id,
    quantity: thousandths,
    unit: unit.optional(),
    orderId: id.optional(),
    remark: remark.optional(),
  }),
  z.object({ record }),
);

const selfTest = z.object({
  passed: z.boolean(),
  steps: z.array(z.object({ name: z.string(), passed: z.boolean(), detail: z.string() })),
  cleaned: z.number(),
});

/** Runs the path of the two functions above against a scratch record and removes it. */
export const testUpdatePrepaidRecord = contract('testUpdatePrepaidRecord', z.strictObject({}), selfTest);

/** Writes, reads and removes a scratch record, to see that the environment lets functions do so. */
export const testCreateRecord = contract('testCreateRecord', z.strictObject({}), selfTest);
