import * as z from 'zod';
import { contract, id } from './contract.ts';

/** Takes a product off the shelf for good. It stays for the orders that name it; refused while one of them is open. */
export const deleteProduct = contract('deleteProduct', z.strictObject({ productId: id }), z.object({ deleted: z.boolean() }));

/** Erases what test customers (openid `o-test-…`) left, in portions; refuses a production environment. `remaining`: call again. */
export const cleanTestData = contract(
  'cleanTestData',
  z.strictObject({ dryRun: z.boolean().optional() }),
  z.object({ members: z.number(), removed: z.record(z.string(), z.number()), kept: z.number(), remaining: z.boolean() }),
);

const name = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/);

/** Makes one of the declared collections. */
export const createCollection = contract('createCollection', z.strictObject({ name }), z.object({ created: z.boolean() }));

/** Makes one of the declared indexes of a collection, or all of them. */
export const createIndex = contract(
  'createIndex',
  z.strictObject({ collection: name, index: z.string().max(100).optional() }),
  z.object({ created: z.array(z.string()), existing: z.array(z.string()) }),
);
