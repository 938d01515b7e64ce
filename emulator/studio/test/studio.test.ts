import { describe, expect, it } from 'vitest';
import type { ActivityEvent, StampedEvent } from '../../types.ts';
import { appendEvent, Arrivals, type Group } from '../page/feed-model.ts';
import { durationOf, lineOf, yuan } from '../page/feed-text.ts';
import { lastMinute, offsetText, withSample, type Sample } from '../page/figures.ts';
import { phoneScale, phoneShare, siteView } from '../page/layout.ts';
import { noteParts, sortHints } from '../page/project.ts';

let sequence = 0;
function stamp(event: ActivityEvent, at = 0): StampedEvent {
  return { ...event, at, sequence: (sequence += 1) };
}
const change = (collection: string, by: string, at = 0): StampedEvent =>
  stamp({ kind: 'change', collection, operation: 'add', id: `${collection}-${at}`, by }, at);
const call = (name: string, status = 'ok'): StampedEvent =>
  stamp({ kind: 'call', name, source: 'client', who: 'o-1', status, ms: 12.34, reads: 2, writes: 1, requestId: 'r' });
const groupsOf = (...events: StampedEvent[]): readonly Group[] => events.reduce<readonly Group[]>(appendEvent, []);
const nobody = new Map<string, string>();

describe('the feed', () => {
  it('makes the writes of one commit one line, though pushes come between them', () => {
    const push = (at: number): StampedEvent => stamp({ kind: 'push', collection: 'orders', watchers: 2, documents: 1 }, at);
    const groups = groupsOf(change('orders', 'order', 0), push(1), change('records', 'order', 2), push(3));
    expect(groups.map(({ kind, count }) => [kind, count])).toEqual([
      ['push', 2],
      ['change', 2],
    ]);
    const line = lineOf(groups[1] as Group, nobody);
    expect(line.title).toBe('orders、records');
    expect(line.about).toBe('order 写入');
    expect(line.figure).toBe('2 份文档');
  });

  it('keeps writes of others, later writes and calls apart', () => {
    const groups = groupsOf(change('orders', 'a'), change('orders', 'b'), change('orders', 'b', 5000), call('x'), call('x'));
    expect(groups.map(({ count }) => count)).toEqual([1, 1, 1, 1, 1]);
  });

  it('counts a repeated warning and says it in Chinese', () => {
    const scan = (): StampedEvent =>
      stamp({ kind: 'warning', title: 'orders has no fitting index', detail: 'a query by total looked at 9 documents one by one' });
    const warning = groupsOf(scan(), call('x'), scan())[1] as Group;
    expect(lineOf(warning, nobody)).toMatchObject({
      title: 'orders 缺少合适的索引',
      about: expect.stringContaining('按 total 查询') as unknown,
      took: '×2',
    });
  });

  it('names the caller and marks a failure', () => {
    const [group] = groupsOf(call('submitOrder', 'FUNCTION_TIME_LIMIT_EXCEEDED'));
    const line = lineOf(group as Group, new Map([['o-1', '林小满']]));
    expect(line).toMatchObject({ title: 'submitOrder', about: '林小满', figure: '读 2 · 写 1', took: '12 ms' });
    expect(line.status).toEqual({ text: 'FUNCTION_TIME_LIMIT_EXCEEDED', tone: 'bad' });
  });

  it('tells what the server repeats from what a restarted server says', () => {
    const arrivals = new Arrivals();
    const event = (number: number, at: number): StampedEvent => ({ ...change('a', 'b', at), sequence: number });
    expect([event(1, 10), event(2, 20), event(1, 10), event(2, 20), event(3, 30)].map((one) => arrivals.arrive(one))).toEqual([
      'new',
      'new',
      'known',
      'known',
      'new',
    ]);
    expect(arrivals.arrive(event(1, 5))).toBe('restarted');
    expect(arrivals.arrive(event(2, 6))).toBe('new');
  });

  it('writes money and durations', () => {
    expect([yuan(5), yuan(12_340)]).toEqual(['¥0.05', '¥123.40']);
    expect([durationOf(3.26), durationOf(999), durationOf(1240)]).toEqual(['3.3 ms', '999 ms', '1.24 s']);
  });
});

describe('the figures', () => {
  const sample = (at: number, calls: number): Sample => ({
    at,
    figures: { calls, milliseconds: calls * 10, reads: 0, writes: 0, bytesOut: 0 },
  });

  it('are those of the last minute', () => {
    const samples = [sample(0, 5), sample(30_000, 8), sample(61_000, 9), sample(91_000, 20)].reduce<readonly Sample[]>(withSample, []);
    expect(samples.map(({ at }) => at)).toEqual([30_000, 61_000, 91_000]);
    expect(lastMinute(samples)).toMatchObject({ calls: 12, meanMs: 10 });
  });

  it('begin again after a reset', () => {
    expect(withSample([sample(0, 5), sample(1, 9)], sample(2, 1))).toHaveLength(1);
    expect(lastMinute([sample(2, 1)])).toMatchObject({ calls: 0, meanMs: null });
  });

  it('say how far the clock was moved', () => {
    expect([0, 3_600_000, 90_000_000, 300_000].map(offsetText)).toEqual(['', '1 小时', '1 天 1 小时', '5 分钟']);
  });
});

describe('the hints', () => {
  it('are steps, a sentence and notes with something to copy', () => {
    expect(sortHints(['账号 admin / Pass@1', '下单 → 发货 -> 收货', '一处下单，处处可见'])).toEqual({
      sentence: '一处下单，处处可见',
      steps: ['下单', '发货', '收货'],
      notes: ['账号 admin / Pass@1'],
    });
    expect(
      noteParts('账号 admin / Pass@1')
        .filter(({ typed }) => typed)
        .map(({ text }) => text),
    ).toEqual(['admin', 'Pass@1']);
  });
});

describe('the layout', () => {
  it('shows two phones about 300 px wide in a small window and at full size in a large one', () => {
    const small = phoneScale({ width: 1408, height: 720 }, 2, phoneShare(2));
    expect(small * 375).toBeGreaterThan(285);
    expect(small * 832).toBeLessThanOrEqual(720);
    expect(phoneScale({ width: 1888, height: 900 }, 2, phoneShare(2))).toBe(1);
  });

  it('shrinks a site only where it would have too little room', () => {
    expect(siteView({ width: 600, height: 500 })).toEqual({ width: 1200, height: 1000, scale: 0.5 });
    expect(siteView({ width: 1300, height: 320 })).toEqual({ width: 2600, height: 640, scale: 0.5 });
    expect(siteView({ width: 1300, height: 700 })).toEqual({ width: 1300, height: 700, scale: 1 });
  });
});
