import { COLLECTIONS } from './collections.ts';

/** What the emulator enforces and the deploy script sends: plain JSON, made from the declarations. */
export function databaseDeclaration(): string {
  return JSON.stringify({ collections: COLLECTIONS }, null, 2);
}
