import type { LiveState } from '@shop/shared/client/live.ts';
import { defineStore } from 'pinia';
import { computed, reactive } from 'vue';

/** How the live lists of the open pages are doing, together: the dot in the header. */
export const useLiveHealth = defineStore('live-health', () => {
  const states = reactive(new Map<symbol, LiveState>());
  const overall = computed<'live' | 'connecting' | 'stale' | 'idle'>(() => {
    const all = [...states.values()];
    if (all.includes('stale')) return 'stale';
    if (all.includes('connecting')) return 'connecting';
    return all.length > 0 ? 'live' : 'idle';
  });
  return {
    overall,
    report: (list: symbol, state: LiveState): void => {
      states.set(list, state);
    },
    forget: (list: symbol): void => {
      states.delete(list);
    },
  };
});
