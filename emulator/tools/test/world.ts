import { openDatabase, type Database } from '../../database/index.ts';
import { Writers } from '../../gateway/writers.ts';
import { createClock } from '../../server/clock.ts';
import { openDataFolder, type DataFolder } from '../../server/data-folder.ts';
import { createFeed } from '../../server/feed.ts';
import { createMeter } from '../../server/meter.ts';
import { createStorage, type Storage } from '../../storage/index.ts';
import type { Clock, CollectionRules } from '../../types.ts';
import { DataTools } from '../data.ts';
import { Snapshots } from '../snapshots.ts';

export const RULES: readonly CollectionRules[] = [
  {
    name: 'orders',
    permission: 'ADMINONLY',
    indexes: [
      { name: 'number', keys: [{ field: 'number', direction: 1 }], unique: true },
      { name: 'status_total', keys: ['status', 'total'].map((field) => ({ field, direction: 1 }) as const) },
    ],
  },
  { name: 'goods', permission: 'READONLY', indexes: [] },
];

export interface World {
  readonly data: DataFolder;
  readonly database: Database;
  readonly storage: Storage;
  readonly clock: Clock;
  readonly tools: DataTools;
  readonly snapshots: Snapshots;
  close(): Promise<void>;
}

/** Everything that the data tools stand on, in a data folder; `orders` and `goods` are there. */
export async function openWorld(path: string): Promise<World> {
  const data = openDataFolder(path, { reset: false });
  const clock = createClock();
  const database = await openDatabase({ file: data.file('database.db'), now: clock.now });
  for (const { name, indexes } of RULES) {
    if (database.hasCollection(name)) continue;
    await database.createCollection(name);
    await database.ensureIndexes(name, indexes);
  }
  const storage = createStorage({
    folder: data.file('storage'),
    envId: 'env',
    rules: { permission: 'READONLY' },
    secret: 'secret',
    clock,
    feed: createFeed(clock),
    meter: createMeter(),
    origin: () => 'http://127.0.0.1:1',
  });
  const tools = new DataTools({ database, clock, writers: new Writers(), rules: () => new Map(RULES.map((rule) => [rule.name, rule])) });
  const snapshots = new Snapshots({ data, tools, storage, env: 'env', clock });
  return {
    data,
    database,
    storage,
    clock,
    tools,
    snapshots,
    async close() {
      storage.close();
      await database.close();
      data.release();
    },
  };
}
