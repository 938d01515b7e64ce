import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LoggedCall, Step } from '../types.ts';
import { asText, timelineOf } from '../studio/page/views/logs/text.ts';
import { KEPT_CALLS, openLogStore } from './log-store.ts';
import { shapeOf } from './shape.ts';

function call(requestId: string, changes: Partial<LoggedCall> = {}): LoggedCall {
  const rest = { name: 'pay', source: 'client', who: 'o-1', parent: null, at: 0, ms: 5, status: 'ok', error: '', printed: '' } as const;
  return { sequence: 0, requestId, ...rest, reads: 1, writes: 0, memoryMb: 256, steps: [], dropped: 0, ...changes };
}

function inFolder(run: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'logs-'));
  try {
    run(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('the shape of a condition', () => {
  it.each([
    [{}, '{}'],
    [{ phone: '13800138000' }, '{ phone: string }'],
    [{ status: { $in: ['a', 'b', 3] }, at: { $lt: new Date() } }, '{ status: { $in: [string | number × 3] }, at: { $lt: date } }'],
    [{ $or: [{ a: null }, { b: true }] }, '{ $or: [{ a: null } | { b: boolean } × 2] }'],
    [{ name: /secret/ }, '{ name: regex }'],
  ])('%j', (condition, text) => {
    expect(shapeOf(condition)).toBe(text);
  });

  it('is never longer than 300 characters', () => {
    expect(shapeOf(Object.fromEntries(Array.from({ length: 200 }, (_value, index) => [`field${index}`, index])))).toHaveLength(300);
  });
});

describe('the log', () => {
  it('filters, searches and pages', () =>
    inFolder((folder) => {
      const store = openLogStore(folder);
      store.add(call('a', { printed: 'hello WORLD' }));
      store.add(call('b', { name: 'ship', status: 'SYS_ERR', error: 'boom' }));
      const step: Step = { kind: 'change', collection: 'orders', operation: 'add', id: 'x', at: 0, ms: 0 };
      store.add(call('c', { parent: 'a', steps: [step] }));
      const ids = (query: Parameters<typeof store.find>[0]): string[] => store.find(query).calls.map(({ requestId }) => requestId);
      expect(ids({})).toEqual(['c', 'b', 'a']);
      expect(ids({ status: 'error' })).toEqual(['b']);
      expect(ids({ status: 'ok' })).toEqual(['c', 'a']);
      expect(ids({ function: 'ship' })).toEqual(['b']);
      expect([ids({ q: 'world' }), ids({ q: 'ORDERS' }), ids({ q: 'nowhere' })]).toEqual([['a'], ['c'], []]);
      expect(store.find({ limit: 2 })).toMatchObject({ more: true });
      expect(ids({ before: 2 })).toEqual(['a']);
      expect(ids({ after: 2 })).toEqual(['c']);
      expect(store.tally()).toEqual({ pay: { calls: 2, errors: 0 }, ship: { calls: 1, errors: 1 } });
      expect(store.children('a').map(({ requestId }) => requestId)).toEqual(['c']);
      store.close();
    }));

  it('is there after a restart, with a torn last line too, and counts on', () =>
    inFolder((folder) => {
      const first = openLogStore(folder);
      first.add(call('a'));
      first.close();
      appendFileSync(join(folder, 'calls.jsonl'), '{"torn');
      const second = openLogStore(folder);
      expect(second.get('a')).toMatchObject({ sequence: 1 });
      expect(second.add(call('b')).sequence).toBe(2);
      second.close();
      const third = openLogStore(folder);
      expect(third.get('b')).toMatchObject({ sequence: 2 });
      third.clear();
      third.close();
      expect(openLogStore(folder).find({}).calls).toEqual([]);
    }));

  it('is bounded', () =>
    inFolder((folder) => {
      const store = openLogStore(folder);
      for (let index = 0; index < KEPT_CALLS * 1.5; index += 1) store.add(call(`r${index}`));
      expect(store.find({ limit: 10_000 }).calls.length).toBeLessThanOrEqual(KEPT_CALLS * 1.1);
      expect(store.get('r0')).toBeUndefined();
      store.close();
    }));
});

describe('a timeline', () => {
  const conflict: Step = {
    kind: 'database',
    operation: 'update',
    collection: 'stock',
    condition: '{ _id: string }',
    index: '_id_',
    scanned: false,
    examined: 1,
    read: 0,
    written: 0,
    transaction: 't1-abc',
    status: 'DATABASE_TRANSACTION_CONFLICT',
    at: 2,
    ms: 1,
  };
  const start = (at: number, transaction: string): Step => ({
    kind: 'transaction',
    operation: 'start',
    transaction,
    status: 'ok',
    at,
    ms: 0.5,
  });

  it('marks conflicts and the tries after them, in the order of their begins', () => {
    const { lines, conflicts, retries } = timelineOf(call('a', { steps: [start(4, 't2'), conflict, start(1, 't1')] }));
    expect([conflicts, retries]).toEqual([1, 1]);
    expect(lines.map(({ title, marks }) => [title, ...marks])).toEqual([
      ['开始事务', '事务 t1'],
      ['更新 stock', '事务 t1-a', '冲突'],
      ['开始事务', '事务 t2', '第 1 次重试'],
    ]);
  });

  it('can be copied as text', () => {
    const text = asText(call('req-1', { steps: [conflict], error: 'Error: no\n    at x (a.ts:3:1)', dropped: 2 }));
    for (const part of ['req-1', 'a.ts:3:1', '更新 stock', '[冲突]', '另有 2 步']) expect(text).toContain(part);
  });
});
