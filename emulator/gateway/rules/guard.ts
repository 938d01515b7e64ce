import type { Filter } from '../../database/types.ts';
import type { EndUser } from '../context.ts';
import type { PlainObject } from '../values.ts';

/** Stands between end users and the store. Each method refuses with DATABASE_PERMISSION_DENIED, or answers what may be run. */
export interface Guard {
  read(user: EndUser, collection: string, filter: Filter): Promise<Filter>;
  /** The documents with the creator's `_openid`. */
  create(user: EndUser, collection: string, documents: readonly PlainObject[]): Promise<PlainObject[]>;
  update(
    user: EndUser,
    collection: string,
    filter: Filter,
    update: PlainObject,
    how: { readonly multi: boolean; readonly upsert: boolean; readonly replace: boolean },
  ): Promise<Filter>;
  remove(user: EndUser, collection: string, filter: Filter, multi: boolean): Promise<Filter>;
  aggregate(user: EndUser, collection: string, pipeline: readonly PlainObject[]): Promise<PlainObject[]>;
}
