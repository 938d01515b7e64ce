import { DEFAULTS } from '../assumptions.ts';
import type { CollectionRules } from '../types.ts';
import { list, object, ProjectError, readJson, text } from './fields.ts';

const PERMISSIONS: readonly CollectionRules['permission'][] = ['CUSTOM', 'ADMINONLY', 'READONLY', 'PRIVATE', 'ADMINWRITE'];

/** One of the cloud's permissions. */
export function permissionOf(value: unknown, where: string): CollectionRules['permission'] {
  const known = PERMISSIONS.find((name) => name === value);
  if (known === undefined) throw new ProjectError(`${where}: permission must be one of ${PERMISSIONS.join(', ')}`);
  return known;
}

/** The declared collections with their rules and indexes, by name. A collection that is not declared is for administrators only. */
export function readCollections(file: string | null, mostIndexes = DEFAULTS.indexes): ReadonlyMap<string, CollectionRules> {
  if (file === null) return new Map();
  const declared = object(readJson(file, 'the declaration of the database (build it first)'), 'the declaration of the database');
  return new Map(
    list(declared['collections'], 'collections').map((entry, index) => {
      const name = text(entry['name'], `collections[${index}].name`);
      permissionOf(entry['permission'], `collection ${name}`);
      const count = list(entry['indexes'], `collection ${name}: indexes`).length;
      if (count > mostIndexes)
        throw new ProjectError(`collection ${name} has ${count} indexes: ${mostIndexes} at most (emulator.assume.indexes)`);
      for (const spec of list(entry['indexes'], `collection ${name}: indexes`)) {
        text(spec['name'], `collection ${name}: the name of an index`);
        if (list(spec['keys'], `collection ${name}: keys`).length === 0)
          throw new ProjectError(`collection ${name}: index ${String(spec['name'])} has no keys`);
      }
      return [name, { ...entry, indexes: entry['indexes'] ?? [] } as unknown as CollectionRules];
    }),
  );
}
