import type { Filter } from '../../database/types.ts';
import type { EndUser } from '../context.ts';
import { ownerOf } from '../context.ts';
import { isPlainObject } from '../values.ts';

/** `'{openid}'` and `'{uid}'` in a client's query stand for the user himself; what he has not (a mini-program user a uid) matches nothing. */
export function substitute(filter: Filter, user: EndUser): Filter {
  const result = replace(filter, user);
  return isPlainObject(result) ? result : {};
}

function replace(value: unknown, user: EndUser): unknown {
  if (value === '{openid}') return ownerOf(user);
  if (value === '{uid}') return user.kind === 'web' ? user.uid : value;
  if (Array.isArray(value)) return value.map((item) => replace(item, user));
  if (!isPlainObject(value)) return value;
  const entries = Object.entries(value);
  return entries.length === 0 ? value : Object.fromEntries(entries.map(([key, item]) => [key, replace(item, user)]));
}
