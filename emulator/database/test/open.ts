import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openDatabase } from '../index.ts';
import type { Database, DatabaseOptions } from '../types.ts';

export const NOW = Date.UTC(2024, 5, 1);

/** A folder that goes when the test ends. */
export function temporaryFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'database-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'data.db');
}

/** An empty database with these collections; it is closed when the test ends. */
export async function open(collections: readonly string[], options: Partial<DatabaseOptions> = {}): Promise<Database> {
  const database = await openDatabase({ file: temporaryFile(), now: () => NOW, ...options });
  onTestFinished(() => database.close());
  for (const name of collections) await database.createCollection(name);
  return database;
}
