import { createHash, randomBytes } from 'node:crypto';

/** 32 hex characters, unguessable, like the ids that the database makes. */
export function newId(): string {
  return randomBytes(16).toString('hex');
}

/** The same parts give the same id: what makes a repeated act meet its first. */
export function stableId(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\u0000')).digest('hex').slice(0, 32);
}
