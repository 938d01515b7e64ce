import type { ReconciliationDocument, StocktakeLineDocument } from '@shop/shared/database/documents.ts';
import { describe, expect, it } from 'vitest';
import { areaOf, durationText, runState, subjectPage, violationGroups } from '../src/pages/audit/audit-view.ts';
import { expiryState } from '../src/pages/batches/batch-view.ts';
import { differenceLists, netDifference, openDifferences, readDay } from '../src/pages/finance/reconcile-view.ts';
import { countSummary, lineMatches, readCount, signed, stocktakeActions } from '../src/pages/stocktakes/stocktake-view.ts';

const NOW = new Date('2026-11-20T04:00:00Z');

function aLine(counted: number | null, snapshot = 10): StocktakeLineDocument {
  const difference = counted === null ? null : counted - snapshot;
  return {
    _id: `t.${String(counted)}`,
    stocktakeId: 't',
    skuId: 's',
    productName: '红富士',
    specs: '5 斤',
    unit: '箱',
    barcode: '690001',
    snapshot,
    bookAtCount: counted === null ? null : snapshot,
    counted,
    difference,
    version: 0,
    countedBy: null,
    countedTime: null,
    open: true,
    result: 'none',
  };
}

describe('a stocktake', () => {
  const permissions = ['stock.read', 'stock.write', 'stock.approve'];

  it('is not approved by whoever submitted it', () => {
    const stocktake = { status: 'submitted', submittedBy: 'me' } as const;
    expect(stocktakeActions(stocktake, { id: 'me', permissions })).toMatchObject({ approve: false, own: true, reject: true, count: false });
    expect(stocktakeActions(stocktake, { id: 'you', permissions })).toMatchObject({ approve: true, own: false });
  });

  it('is counted, submitted and cancelled while it is open, by whoever may write', () => {
    const who = { id: 'me', permissions: ['stock.read', 'stock.write'] };
    expect(stocktakeActions({ status: 'counting', submittedBy: null }, who)).toMatchObject({ count: true, submit: true, cancel: true });
    expect(stocktakeActions({ status: 'booked', submittedBy: null }, who)).toMatchObject({ count: false, submit: false, cancel: false });
  });

  it('adds up what it found', () => {
    const lines = [aLine(null), aLine(10), aLine(13), aLine(8)];
    expect(countSummary(lines)).toEqual({ lines: 4, counted: 3, same: 1, more: 1, morePieces: 3, less: 1, lessPieces: 2 });
    expect(lines.filter((line) => lineMatches(line, 'different', '')).map((line) => signed(line.difference))).toEqual(['+3', '−2']);
    expect(lines.filter((line) => lineMatches(line, 'uncounted', '6900'))).toHaveLength(1);
  });

  it('takes nothing for a count but a whole number from 0', () => {
    expect([readCount('0'), readCount('１２'), readCount(''), readCount('-1'), readCount('1.5')]).toEqual([0, 12, null, null, null]);
  });
});

describe('expiry', () => {
  it.each([
    ['2026-11-20T15:59:00Z', '今天到期'],
    ['2026-11-20T16:00:00Z', '还有 1 天'],
    ['2026-11-18T04:00:00Z', '已过期 2 天'],
  ])('of %s is told in Beijing days', (at, text) => {
    expect(expiryState({ expiresAt: new Date(at) }, NOW).text).toBe(text);
  });
});

describe('reconciliation', () => {
  const item = { kind: 'payment', number: 'n1', ours: 100, theirs: null, orderId: 'o' } as const;
  const day: ReconciliationDocument = {
    _id: '20261119',
    day: '20261119',
    status: 'differs',
    theirs: { payments: 1, paidAmount: 500, refunds: 1, refundAmount: 100 },
    ours: { payments: 2, paidAmount: 600, refunds: 1, refundAmount: 100 },
    oursOnly: [
      { ...item, resolved: { operator: 'a', remark: '测试', at: NOW } },
      { ...item, number: 'n2' },
    ],
    theirsOnly: [],
    amountDiffers: [],
    leftOff: 2,
    createTime: NOW,
    updateTime: NOW,
  };

  it('counts what is still open, listed or not, and shows it first', () => {
    expect(openDifferences(day)).toBe(3);
    expect(differenceLists(day)[0]?.items.map((entry) => entry.number)).toEqual(['n2', 'n1']);
    expect(netDifference(day)).toBe(-100);
  });

  it('takes a day that is over', () => {
    expect([readDay('2026-11-19', '20261120'), readDay('2026-11-20', '20261120'), readDay('', '20261120')]).toEqual([
      '20261119',
      null,
      null,
    ]);
  });
});

describe('an audit', () => {
  it('groups what it found by area, the most first', () => {
    const found = [
      { check: 'order.payment', subject: 'o1', text: 'a' },
      { check: 'stock.ledger', subject: 's1', text: 'b' },
      { check: 'stock.held', subject: 's2', text: 'c' },
    ];
    expect(violationGroups(found).map((group) => group.area)).toEqual(['库存', '订单']);
    expect(areaOf('else.where')).toBe('其他');
    expect(subjectPage(found[0] ?? { check: '', subject: '', text: '' })).toEqual({ name: 'orders', query: { order: 'o1' } });
  });

  it('says how it went', () => {
    expect(runState({ status: 'done', found: 0 }).label).toBe('全部相符');
    expect(runState({ status: 'done', found: 2 }).label).toBe('2 处不符');
    expect(durationText({ startTime: NOW, endTime: new Date(NOW.getTime() + 200_000) })).toBe('3 分 20 秒');
  });
});
