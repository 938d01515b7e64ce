import { DocumentDatabase } from './database.ts';
import type { Database, DatabaseOptions } from './types.ts';

/**
 * Opens the document store on a file, which this process then holds alone. Every write whose promise has resolved is on the disk: it
 * survives the end of the process at any moment. Refuses a file that another process holds.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  return Promise.resolve(new DocumentDatabase(options));
}

export type * from './types.ts';
