import { existsSync, readFileSync } from 'node:fs';

/** What is wrong with the project's files, in words for whoever wrote them. */
export class ProjectError extends Error {
  override readonly name = 'ProjectError';
}

/** What a file of the project says: read, never trusted. Every reader below refuses with {@link ProjectError}, which names the place. */
export type Json = Record<string, unknown>;

/** Missing is empty. */
export function object(value: unknown, where: string): Json {
  if (value === undefined) return {};
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new ProjectError(`${where} must be an object`);
  return value as Json;
}

/** Objects; missing is none. */
export function list(value: unknown, where: string): Json[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new ProjectError(`${where} must be a list`);
  return value.map((entry, index) => object(entry, `${where}[${index}]`));
}

export function text(value: unknown, where: string, fallback?: string): string {
  if (value === undefined && fallback !== undefined) return fallback;
  if (typeof value !== 'string' || value === '') throw new ProjectError(`${where} must be a non-empty text`);
  return value;
}

export function flag(value: unknown, where: string): boolean {
  if (value !== undefined && typeof value !== 'boolean') throw new ProjectError(`${where} must be true or false`);
  return value === true;
}

export function whole(value: unknown, where: string, fallback: number, least: number, most: number): number {
  const number = value ?? fallback;
  if (typeof number !== 'number' || !Number.isInteger(number) || number < least || number > most)
    throw new ProjectError(`${where} must be a whole number from ${least} to ${most}`);
  return number;
}

export function texts(value: unknown, where: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(object(value, where)).map(([key, entry]) => {
      if (typeof entry !== 'string') throw new ProjectError(`${where}.${key} must be a text`);
      return [key, entry];
    }),
  );
}

export function sentences(value: unknown, where: string): string[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new ProjectError(`${where} must be a list`);
  return value.map((entry, index) => text(entry, `${where}[${index}]`));
}

/** A path of an address: begins with a slash, ends without. */
export function urlPath(value: unknown, where: string): string {
  const path = text(value, where);
  if (!/^\/[A-Za-z0-9_\-./]*$/.test(path) || path.includes('..')) throw new ProjectError(`${where} must be a path that begins with "/"`);
  return path.length > 1 ? path.replace(/\/$/, '') : path;
}

export function readJson(file: string, what: string): unknown {
  if (!existsSync(file)) throw new ProjectError(`${what} is missing: ${file}`);
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as unknown;
  } catch (error) {
    throw new ProjectError(`${what} is no JSON: ${file}: ${(error as Error).message}`);
  }
}
