/** Reading the fields of a request, refusing what does not fit. */
import type { Sort } from '../database/types.ts';
import { CloudError } from './failure.ts';
import { isPlainObject, type PlainObject } from './values.ts';

export function textField(body: PlainObject, name: string): string {
  const value = body[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new CloudError('INVALID_PARAM', `${name} is missing`);
}

export function optionalText(body: PlainObject, name: string): string | undefined {
  const value = body[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A number that came as a number, as digits, or wrapped as `{"$numberInt": "1"}`. */
export function numeric(value: unknown): number | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (isPlainObject(value)) {
    for (const key of ['$numberInt', '$numberLong', '$numberDouble']) if (key in value) return Number(value[key]);
  }
  const number = Number(value);
  if (Number.isNaN(number)) throw new CloudError('INVALID_PARAM', `${String(value)} is not a number`);
  return number;
}

function direction(value: unknown): 1 | -1 {
  if (value === 'asc') return 1;
  if (value === 'desc') return -1;
  const number = numeric(value);
  if (number === 1 || number === -1) return number;
  throw new CloudError('INVALID_PARAM', `a sort direction is neither asc nor desc: ${JSON.stringify(value)}`);
}

/** An order as any client sends it: `{field: 1}` (key order counts), or `[{field, direction}]`; undefined when there is none. */
export function sortFrom(value: unknown): Sort | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const entries: (readonly [string, 1 | -1])[] = [];
  if (Array.isArray(value)) {
    for (const item of value as unknown[]) {
      if (!isPlainObject(item) || typeof item['field'] !== 'string')
        throw new CloudError('INVALID_PARAM', 'order is not a list of {field, direction}');
      entries.push([item['field'], direction(item['direction'])]);
    }
  } else if (isPlainObject(value)) {
    for (const [field, way] of Object.entries(value)) entries.push([field, direction(way)]);
  } else throw new CloudError('INVALID_PARAM', 'order is neither an object nor a list');
  return entries.length === 0 ? undefined : entries;
}

/** The stages of a pipeline, each one object with one key. */
export function stagesFrom(value: unknown, what: string): PlainObject[] {
  if (!Array.isArray(value) || !value.every(isPlainObject)) throw new CloudError('INVALID_PARAM', `${what} is not a list of stages`);
  return value;
}
