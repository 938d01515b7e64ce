import type { FlashSaleDocument } from '@shop/shared/database/documents.ts';
import { expect, test } from 'vitest';
import { flashCards, flashSlogan } from './flash.ts';

const NOW = new Date('2026-11-20T04:00:00Z');
const minutes = (count: number): Date => new Date(NOW.getTime() + count * 60_000);

function sale(changes: Partial<FlashSaleDocument> = {}): FlashSaleDocument {
  return {
    _id: 'f1',
    title: '整点秒杀',
    productId: 'p1',
    skuId: 's1',
    productName: '红富士',
    specs: '5 斤',
    image: '',
    price: 1990,
    listPrice: 2990,
    quota: 100,
    sold: 40,
    perUser: 2,
    startsAt: minutes(-10),
    endsAt: minutes(50),
    status: 'on',
    marks: [],
    createTime: NOW,
    updateTime: NOW,
    ...changes,
  };
}

test('a sale that runs counts down, says what is left, and can be bought', () => {
  const [card] = flashCards([sale()], NOW.getTime());
  expect(card).toMatchObject({
    phase: 'running',
    button: '立即抢',
    when: '距结束 50:00',
    note: '每人限购 2 件',
    gone: 40,
    original: '29.90',
  });
  expect(flashCards([sale({ sold: 97 })], NOW.getTime())[0]).toMatchObject({ note: '仅剩 3 件', gone: 97 });
});

test('what can be bought comes first, then what can be waited for; what is over is not shown', () => {
  const sales = [
    sale({ _id: 'sold', sold: 100 }),
    sale({ _id: 'tomorrow', startsAt: minutes(60), endsAt: minutes(120) }),
    sale({ _id: 'soon', startsAt: minutes(5), endsAt: minutes(600) }),
    sale({ _id: 'over', endsAt: minutes(0) }),
    sale({ _id: 'stopped', status: 'stopped' }),
    sale({ _id: 'long', endsAt: minutes(3000) }),
    sale({ _id: 'short' }),
  ];
  expect(flashCards(sales, NOW.getTime()).map(({ id, button }) => [id, button])).toEqual([
    ['short', '立即抢'],
    ['long', '立即抢'],
    ['soon', '未开始'],
    ['tomorrow', '未开始'],
    ['sold', '已抢完'],
  ]);
});

test('a sale begins and ends at its instants', () => {
  const phaseAt = (ms: number): string | undefined => flashCards([sale()], ms)[0]?.phase;
  expect(phaseAt(minutes(-10).getTime() - 1)).toBe('upcoming');
  expect(phaseAt(minutes(-10).getTime())).toBe('running');
  expect(phaseAt(minutes(50).getTime() - 1)).toBe('running');
  expect(phaseAt(minutes(50).getTime())).toBeUndefined();
});

test('the home page says when it begins, or that it runs', () => {
  expect(flashSlogan(null, NOW.getTime())).toBe('');
  expect(flashSlogan(sale(), NOW.getTime())).toBe('整点秒杀，抢完为止');
  expect(flashSlogan(sale({ startsAt: minutes(60), endsAt: minutes(90) }), NOW.getTime())).toBe('11-20 13:00 开抢');
});
