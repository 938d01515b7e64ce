import { createCall } from '@shop/shared/client/call.ts';
import { cloud } from './cloudbase.ts';

/** Typed calls of the shop's functions as the signed-in admin. Refusals throw `CallRefused`. */
export const call = createCall(async (name, data) => (await cloud()).invoke(name, data));
