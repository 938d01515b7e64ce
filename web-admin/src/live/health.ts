import type { LiveState } from '@shop/shared/client/live.ts';
import { defineStore } from 'pinia';
import { computed, reactive, ref } from 'vue';
import { onSocket } from '../platform/cloudbase.ts';

/** How the live lists of the open pages are doing, together: the dot in the header. */
export const useLiveHealth = defineStore('live-health', () => {
  const states = reactive(new Map<symbol, LiveState>());
  const socketUp = ref(true);
  onSocket((up) => (socketUp.value = up));
  const overall = computed<'live' | 'connecting' | 'stale' | 'idle'>(() => {
    const all = [...states.values()];
    if (all.includes('stale') || (!socketUp.value && all.length > 0)) return 'stale';
    if (all.includes('connecting')) return 'connecting';
    return all.length > 0 ? 'live' : 'idle';
  });
  return {
    overall,
    socketUp,
    report: (list: symbol, state: LiveState): void => {
      states.set(list, state);
    },
    forget: (list: symbol): void => {
      states.delete(list);
    },
  };
});
