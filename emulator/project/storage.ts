import type { StorageRules } from '../types.ts';
import { permissionOf } from './collections.ts';
import { type Json, list, object, ProjectError, sentences, text, whole } from './fields.ts';

function verdict(value: unknown, where: string): boolean | string {
  return typeof value === 'boolean' ? value : text(value, where);
}

/** Who may do what with files; not declared, it is the cloud's default. */
export function storageOf(value: unknown): StorageRules {
  const storage = object(value, 'emulator.storage');
  const permission = permissionOf(storage['permission'] ?? 'READONLY', 'emulator.storage');
  const rule = object(storage['rule'], 'emulator.storage.rule');
  const stray = Object.keys(rule).find((key) => key !== 'read' && key !== 'write');
  if (stray !== undefined) throw new ProjectError(`emulator.storage.rule.${stray}: rules of files know read and write only`);
  if ((permission === 'CUSTOM') !== (storage['rule'] !== undefined))
    throw new ProjectError('emulator.storage: a rule belongs to the permission CUSTOM, and to no other');
  return {
    permission,
    rule: Object.fromEntries(Object.entries(rule).map(([key, entry]) => [key, verdict(entry, `emulator.storage.rule.${key}`)])),
    ...(storage['uploads'] === undefined ? {} : { uploads: list(storage['uploads'], 'emulator.storage.uploads').map(uploadPlaceOf) }),
  };
}

function uploadPlaceOf(place: Json, index: number): NonNullable<StorageRules['uploads']>[number] {
  const where = `emulator.storage.uploads[${index}]`;
  const { types, maxBytes } = place;
  return {
    under: text(place['under'], `${where}.under`),
    ...(types === undefined ? {} : { types: sentences(types, `${where}.types`) }),
    ...(maxBytes === undefined ? {} : { maxBytes: whole(maxBytes, `${where}.maxBytes`, 0, 1, 5 * 1024 ** 3) }),
  };
}
