import { openLive, type LiveList, type LiveState } from '@shop/shared/client/live.ts';
import { computed, onScopeDispose, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import { cloud, type Cloud } from '../platform/cloudbase.ts';
import { useLiveHealth } from './health.ts';
import type { CollectionName, Documents, LiveQuery } from './query.ts';

export interface Live<Doc> {
  readonly docs: ShallowRef<Doc[]>;
  readonly state: Ref<LiveState>;
  /** Data have come at least once for the present query. */
  readonly loaded: Ref<boolean>;
  /** Not one answer so far, and the last try failed. */
  readonly failed: ComputedRef<boolean>;
  /** There are data, but they may be old. */
  readonly stale: ComputedRef<boolean>;
  readonly denied: ComputedRef<boolean>;
  /** Ids that joined since the list was first shown and are still fresh. */
  readonly fresh: Ref<ReadonlySet<string>>;
  retry(): void;
}

/** How a live list is doing, whatever its documents are. */
export type ListHealth = Pick<Live<unknown>, 'loaded' | 'failed' | 'stale' | 'denied' | 'retry'>;

/** How long a new row stays marked. */
const FRESH_MS = 6000;

function isDenied(error: unknown): boolean {
  const text =
    typeof error === 'object' && error !== null
      ? `${String('errCode' in error ? error.errCode : '')} ${String('code' in error ? error.code : '')} ${String('message' in error ? error.message : '')}`
      : '';
  return /PERMISSION_DENIED|permission denied/i.test(text);
}

/**
 * A live list for as long as the component lives. `query` may depend on reactive values (null: nothing to show yet); a change of it
 * opens the new list. The last data stay on screen until the new ones come, except when `loaded` is looked at.
 */
export function useLive<Name extends CollectionName>(query: () => LiveQuery<Name> | null): Live<Documents[Name]> {
  type Doc = Documents[Name];
  const docs = shallowRef<Doc[]>([]);
  const state = ref<LiveState>('connecting');
  const loaded = ref(false);
  const error = shallowRef<unknown>(null);
  const fresh = ref<ReadonlySet<string>>(new Set<string>());
  const health = useLiveHealth();
  const key = Symbol('live');
  const timers = new Set<ReturnType<typeof setTimeout>>();
  let list: LiveList | null = null;
  let generation = 0;

  const markFresh = (ids: readonly string[]): void => {
    if (ids.length === 0) return;
    fresh.value = new Set([...fresh.value, ...ids]);
    const timer = setTimeout(() => {
      timers.delete(timer);
      fresh.value = new Set([...fresh.value].filter((id) => !ids.includes(id)));
    }, FRESH_MS);
    timers.add(timer);
  };

  const setState = (next: LiveState, cause?: unknown): void => {
    state.value = next;
    if (next === 'live') error.value = null;
    else if (cause !== undefined) error.value = cause;
    health.report(key, next);
  };

  const close = (): void => {
    generation += 1;
    list?.close();
    list = null;
  };

  async function open(wanted: LiveQuery<Name>): Promise<void> {
    close();
    const mine = generation;
    loaded.value = false;
    setState('connecting');
    let connection: Cloud;
    try {
      connection = await cloud();
    } catch (cause) {
      if (mine === generation) setState('stale', cause);
      return;
    }
    if (mine !== generation) return;
    list = openLive<Doc>({
      database: connection.database,
      collection: wanted.collection,
      where: typeof wanted.where === 'function' ? wanted.where(connection.command) : wanted.where,
      orderBy: wanted.orderBy,
      limit: wanted.limit,
      onData: (next, change) => {
        if (mine !== generation) return;
        docs.value = next;
        loaded.value = true;
        if (!change.first) markFresh(change.entered);
      },
      onState: (next, cause) => {
        if (mine === generation) setState(next, cause);
      },
    });
  }

  const retry = (): void => {
    const wanted = query();
    if (list) list.resume();
    else if (wanted) void open(wanted);
  };
  const wake = (): void => {
    if (document.visibilityState === 'visible' && state.value === 'stale') retry();
  };

  watch(
    query,
    (wanted) => {
      if (wanted) void open(wanted);
      else {
        close();
        docs.value = [];
        loaded.value = false;
        health.forget(key);
      }
    },
    { immediate: true },
  );
  document.addEventListener('visibilitychange', wake);
  window.addEventListener('online', wake);
  onScopeDispose(() => {
    document.removeEventListener('visibilitychange', wake);
    window.removeEventListener('online', wake);
    timers.forEach(clearTimeout);
    close();
    health.forget(key);
  });

  return {
    docs,
    state,
    loaded,
    failed: computed(() => !loaded.value && state.value === 'stale'),
    stale: computed(() => loaded.value && (state.value !== 'live' || !health.socketUp)),
    denied: computed(() => isDenied(error.value)),
    fresh,
    retry,
  };
}
