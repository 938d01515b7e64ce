import { COLLECTIONS, COLLECTION_NAMES, type IndexDeclaration } from '@shop/shared/database/collections.ts';
import type { Caller } from '../../_platform/caller.ts';
import { isLocal } from '../../_platform/config.ts';
import { createCollection } from '../../_platform/database.ts';
import { done, refuse, type Result } from '../../_platform/result.ts';
import { callCloudBase, ownCredentials } from '../../_platform/tencent-api.ts';
import { recordOperation } from '../staff/operations.ts';

/** Makes one collection, if it is one that the shop declares. Making it again changes nothing. Refuses COLLECTION_UNKNOWN. */
export async function makeCollection(name: string, caller: Caller): Promise<Result<{ created: boolean }>> {
  if (!COLLECTION_NAMES.includes(name)) return refuse('COLLECTION_UNKNOWN');
  const created = await createCollection(name);
  if (created) await recordOperation(caller, 'system.collection', name, null, { created });
  return done({ created });
}

interface Made {
  created: string[];
  existing: string[];
}

/**
 * Makes declared indexes of a collection: the named one, or all. Those that are there already stay. The database's own interface has no call for it, so it goes to
 * CloudBase's management API with the function's own credentials; the local CloudBase makes every declared index when it starts.
 * Refuses COLLECTION_UNKNOWN, INDEX_UNKNOWN, and INDEX_UNAVAILABLE where the function has no credentials.
 */
export async function makeIndexes(input: { collection: string; index?: string | undefined }, caller: Caller): Promise<Result<Made>> {
  const declared = COLLECTIONS.find(({ name }) => name === input.collection);
  if (declared === undefined) return refuse('COLLECTION_UNKNOWN');
  const wanted = declared.indexes.filter(({ name }) => input.index === undefined || name === input.index);
  if (input.index !== undefined && wanted.length === 0) return refuse('INDEX_UNKNOWN');
  if (isLocal()) return done({ created: [], existing: wanted.map(({ name }) => name) });
  const [credentials, EnvId] = [ownCredentials(), process.env['TCB_ENV']];
  if (credentials === null || !EnvId) return refuse('INDEX_UNAVAILABLE');

  const { EnvList } = (await callCloudBase('DescribeEnvs', { EnvId }, credentials)) as {
    EnvList?: { Databases?: { InstanceId?: string }[] }[];
  };
  const Tag = EnvList?.[0]?.Databases?.[0]?.InstanceId;
  if (Tag === undefined) throw new Error('the environment names no database');
  const table = { EnvId, Tag, TableName: input.collection };
  const { Indexes = [] } = (await callCloudBase('DescribeTable', table, credentials)) as { Indexes?: { Name?: string }[] | null };
  const there = new Set((Indexes ?? []).map(({ Name }) => Name));
  const missing = wanted.filter(({ name }) => !there.has(name));
  if (missing.length > 0) await callCloudBase('UpdateTable', { ...table, CreateIndexes: missing.map(wireIndex) }, credentials);
  const created = missing.map(({ name }) => name);
  if (created.length > 0) await recordOperation(caller, 'system.indexes', input.collection, null, { created });
  return done({ created, existing: wanted.map(({ name }) => name).filter((name) => there.has(name)) });
}

/** As the API's UpdateTable takes it. */
function wireIndex({ name, unique, keys }: IndexDeclaration): object {
  const MgoIndexKeys = keys.map(({ field, direction }) => ({ Name: field, Direction: String(direction) }));
  return { IndexName: name, MgoKeySchema: { MgoIsUnique: unique, MgoIndexKeys } };
}
