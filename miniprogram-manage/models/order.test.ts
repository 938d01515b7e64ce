import { describe, expect, it } from 'vitest';
import { HOUR, MINUTE, NOW, order } from '../test/fixtures.ts';
import { dayTime, orderCard, urgency, waitingText } from './order.ts';

describe('how long a customer has waited', () => {
  it.each([
    [20_000, '刚刚付款'],
    [25 * MINUTE, '已等待 25 分钟'],
    [90 * MINUTE, '已等待 1 小时 30 分'],
    [5 * HOUR + 20 * MINUTE, '已等待 5 小时'],
    [26 * HOUR, '已等待 1 天 2 小时'],
    [48 * HOUR, '已等待 2 天'],
    [-3 * MINUTE, '刚刚付款'],
  ])('%i ms → %s', (waited, text) => {
    expect(waitingText(NOW - waited, NOW)).toBe(text);
  });

  it('gets urgent after half a day and late after one', () => {
    expect([1, 12, 24].map((hours) => urgency(NOW - hours * HOUR, NOW))).toEqual(['calm', 'soon', 'late']);
  });
});

describe('an order in the list', () => {
  it('hides the middle of the phone number and leaves the province out', () => {
    const card = orderCard(order(), NOW);
    expect(card.who).toBe('林小满 138****1001');
    expect(card.where).toBe('杭州市 西湖区文三路 478 号');
    expect(card.time).toBe('已等待 25 分钟');
  });

  it('counts the lines it does not show', () => {
    const [line] = order().items;
    if (!line) throw new Error('no line');
    const items = [1, 2, 3, 4, 5].map((n) => ({ ...line, skuId: `k-${n}` }));
    const card = orderCard(order({ items }), NOW);
    expect(card.lines).toHaveLength(3);
    expect(card.moreLines).toBe(2);
  });

  it('tells of an unpaid order when it ends', () => {
    const unpaid = order({ status: 'pending_payment', expireTime: new Date(NOW + 9 * MINUTE + 1) });
    expect(orderCard(unpaid, NOW).time).toBe('10 分钟后自动取消');
    expect(orderCard(unpaid, NOW + HOUR).time).toBe('即将自动取消');
  });

  it('is not shipped while an after-sale case is undecided', () => {
    const card = orderCard(order({ openCases: [{ caseId: 'c', skuId: 'k-1' }] }), NOW);
    expect([card.mayShip, card.time]).toEqual([false, '售后处理中，暂不发货']);
  });

  it('names days by Beijing time', () => {
    expect(dayTime(new Date(NOW - 14 * HOUR), NOW)).toBe('今天 00:05');
    expect(dayTime(new Date(NOW - 15 * HOUR), NOW)).toBe('昨天 23:05');
    expect(dayTime(new Date(NOW - 72 * HOUR), NOW)).toBe('11-17 14:05');
  });
});
