import { COLLECTION_NAMES } from '@shop/shared/database/collections.ts';
import { createCollection } from '../../_platform/database.ts';

/** Makes the collections that are missing; calling it again changes nothing. Indexes and rules are declared, and deployed from `shared/database`. */
export async function createCollections(): Promise<{ created: string[]; existing: number }> {
  const created: string[] = [];
  for (const name of COLLECTION_NAMES) if (await createCollection(name)) created.push(name);
  return { created, existing: COLLECTION_NAMES.length - created.length };
}
