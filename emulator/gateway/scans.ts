import { showServing } from '../database/suggestion.ts';
import type { Database } from '../database/types.ts';
import type { ActivityFeed } from '../types.ts';

/** Says of each kind of query once that no index serves it: in the cloud it would grow slow with the collection. */
export function warnOfScans(database: Database, feed: ActivityFeed): () => void {
  const told = new Set<string>();
  return database.onScan(({ collection, filter, sort, examined, wouldServe }) => {
    const fields = Object.keys(filter).sort().join(', ');
    const serving = showServing(wouldServe);
    const kind = `${collection}: ${fields}: ${serving}`;
    if (told.has(kind)) return;
    told.add(kind);
    const order = sort.map(([field]) => field).join(', ');
    const asked =
      (fields === '' ? 'a query without a condition' : `a query by ${fields}`) + (order === '' ? '' : ` in the order of ${order}`);
    feed.publish({
      kind: 'warning',
      title: `${collection} has no fitting index`,
      detail: `${asked} looked at ${examined} documents one by one; ${serving}`,
    });
  });
}
