import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { LiveQueryBuilder } from '../client/live.ts';
import { livePages } from './live-page.ts';

interface Lifetimes {
  onShow(): void;
  onHide(): void;
  onUnload(): void;
}

/** A page as WeChat makes it, over a database whose watches are counted. */
function ground(): {
  page: Lifetimes & { stale: boolean[] };
  slots: ReturnType<ReturnType<typeof livePages>['live']>;
  watches: { open: number };
} {
  const watches = { open: 0 };
  const builder: LiveQueryBuilder = {
    orderBy: () => builder,
    limit: () => builder,
    get: () => Promise.resolve({ data: [] }),
    watch: () => {
      watches.open += 1;
      return { close: () => (watches.open -= 1) };
    },
  };
  const { live, livePage } = livePages({ collection: () => ({ where: () => builder }) });
  let made: Lifetimes | undefined;
  vi.stubGlobal('Page', (options: Lifetimes) => (made = options));
  livePage({});
  if (made === undefined) throw new Error('no page was made');
  const stale: boolean[] = [];
  const page = Object.assign(made, { stale, setData: (data: { readonly stale: boolean }) => void stale.push(data.stale) });
  return { page, slots: live(page), watches };
}

const list = { collection: 'orders', where: {}, limit: 1, onData: () => undefined };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('watches and beats while the page is shown', () => {
  const { page, slots, watches } = ground();
  let beats = 0;
  slots.every(1000, () => (beats += 1));
  slots.open('orders', list);
  page.onShow();
  vi.advanceTimersByTime(3000);
  expect([watches.open, beats]).toEqual([1, 3]);
  page.onHide();
  vi.advanceTimersByTime(5000);
  expect([watches.open, beats]).toEqual([0, 3]);
  page.onShow();
  vi.advanceTimersByTime(1000);
  expect([watches.open, beats]).toEqual([1, 4]);
  page.onUnload();
  vi.advanceTimersByTime(5000);
  expect([watches.open, beats]).toEqual([0, 4]);
});

it('opens nothing for a page that was left before it got there', () => {
  const { page, slots, watches } = ground();
  page.onUnload();
  slots.open('orders', list);
  expect(watches.open).toBe(0);
});

it('tells of a lost connection only while somebody looks', () => {
  const { page, slots } = ground();
  slots.tellStale('stale');
  page.onHide();
  slots.tellStale('stale');
  page.onShow();
  slots.tellStale('live');
  expect(page.stale).toEqual([true, false, false]);
});
