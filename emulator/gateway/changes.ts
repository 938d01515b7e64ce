import type { Change, Database } from '../database/types.ts';
import type { ActivityFeed } from '../types.ts';
import type { Writers } from './writers.ts';

/** A commit of more changes is told of by kind: nobody reads a thousand lines, and each one would go to every open page. */
const MANY = 100;

/** Tells the feed of every committed change, and who made it. */
export function tellOfChanges(database: Database, feed: ActivityFeed, writers: Writers): () => void {
  const publish = ({ collection, kind, id }: Change, documents = 1): void =>
    feed.publish({
      kind: 'change',
      collection,
      operation: kind,
      id: String(id),
      by: writers.of(collection),
      ...(documents > 1 ? { documents } : {}),
    });

  return database.onCommit(({ changes }) => {
    if (changes.length <= MANY) {
      for (const change of changes) publish(change);
      return;
    }
    const groups = new Map<string, { readonly first: Change; documents: number }>();
    for (const change of changes) {
      const key = `${change.kind} ${change.collection}`;
      const group = groups.get(key);
      if (group === undefined) groups.set(key, { first: change, documents: 1 });
      else group.documents += 1;
    }
    for (const { first, documents } of groups.values()) publish(first, documents);
  });
}
