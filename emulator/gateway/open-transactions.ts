import type { ActivityFeed } from '../types.ts';
import type { Caller } from './context.ts';

/**
 * The SDKs send `where().update()`, `where().remove()` and `count()` on a transaction's collection without its id: they run outside it and are
 * never rolled back. The cloud says nothing; this says it loudly.
 */
export class OpenTransactions {
  readonly #feed: ActivityFeed;
  readonly #byRequest = new Map<string, Set<string>>();
  readonly #requests = new Map<string, string>();

  constructor(feed: ActivityFeed) {
    this.#feed = feed;
  }

  opened(caller: Caller, transactionId: string): void {
    if (caller.kind !== 'admin' || caller.requestId === null) return;
    const open = this.#byRequest.get(caller.requestId);
    if (open === undefined) this.#byRequest.set(caller.requestId, new Set([transactionId]));
    else open.add(transactionId);
    this.#requests.set(transactionId, caller.requestId);
  }

  ended(transactionId: string): void {
    const requestId = this.#requests.get(transactionId);
    if (requestId === undefined) return;
    this.#requests.delete(transactionId);
    const open = this.#byRequest.get(requestId);
    open?.delete(transactionId);
    if (open?.size === 0) this.#byRequest.delete(requestId);
  }

  warnOutside(caller: Caller, operation: string, collection: string): void {
    if (this.#byRequest.size === 0 || caller.kind !== 'admin' || caller.requestId === null || !this.#byRequest.has(caller.requestId))
      return;
    this.#feed.publish({
      kind: 'warning',
      title: `${operation} outside an open transaction`,
      detail: `${caller.functionName ?? 'a script'} has a transaction open and runs ${operation} on ${collection} without its id: it is not part of the transaction and will not be rolled back`,
    });
  }
}
