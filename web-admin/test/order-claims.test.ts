import { describe, expect, it } from 'vitest';
import { mostPieces, readClaim, type ClaimDraft } from '../src/pages/orders/claim-form.ts';
import { claimLines, orderActions, soldText } from '../src/pages/orders/order-detail.ts';
import { historyEntries, type NamedHistory } from '../src/pages/orders/order-history.ts';
import { anOrder } from './documents.ts';

const AT = new Date('2026-11-20T04:00:00Z');
const [item] = anOrder().items;
if (item === undefined) throw new Error('the sample order has no line');

const draft = (changes: Partial<ClaimDraft> = {}): ClaimDraft => ({
  skuId: 's1',
  quantityText: '1',
  type: 'refund_only',
  reason: 'spoiled',
  description: '有磕碰',
  ...changes,
});

describe('a claim that staff write down', () => {
  it('is offered for what may still go back, to those who may', () => {
    const order = anOrder({ status: 'shipped' });
    expect(orderActions(order, ['afterSales.open']).claim).toBe(true);
    expect(orderActions(order, ['afterSales.handle']).claim).toBe(false);
    expect(orderActions(anOrder({ status: 'pending_payment' }), ['afterSales.open']).claim).toBe(false);
    expect(claimLines(anOrder({ status: 'shipped', openCases: [{ caseId: 'c', skuId: 's1' }] }))).toEqual([]);
    const all = { pieces: 2, amount: 5500, points: 0, unshipped: 0, excused: 0 };
    expect(claimLines(anOrder({ status: 'shipped', items: [{ ...item, afterSale: all }] }))).toEqual([]);
  });

  it('waits for a group that may yet fail, and so does shipping', () => {
    const group = { groupBuyId: 'g', teamId: 't', state: 'forming' as const, counted: true };
    expect(orderActions(anOrder({ group }), ['afterSales.open', 'orders.ship'])).toMatchObject({ ship: false, claim: false });
    expect(orderActions(anOrder({ group: { ...group, state: 'succeeded' } }), ['orders.ship', 'afterSales.open'])).toMatchObject({
      ship: true,
      claim: true,
    });
  });

  it('counts the pieces that it is about', () => {
    const order = anOrder({ items: [{ ...item, quantity: 5, shipped: 3 }] });
    const [left] = claimLines(order);
    if (left === undefined) throw new Error('nothing to claim');
    expect(mostPieces(order, draft(), left)).toBe(3);
    expect(mostPieces(order, draft({ reason: 'unwanted' }), left)).toBe(2);
  });

  it('says what is missing', () => {
    expect(readClaim(draft({ quantityText: ' ２ ' }), 2)).toEqual({ quantity: 2, quantityProblem: '', descriptionProblem: '' });
    expect(readClaim(draft({ quantityText: '3' }), 2)).toMatchObject({ quantity: null, quantityProblem: '最多 2 件' });
    expect(readClaim(draft({ quantityText: '', description: ' ' }), 2)).toMatchObject({
      quantityProblem: '请输入件数',
      descriptionProblem: '请写下顾客的说法，审核时会看到',
    });
  });
});

it('a line is told as it was measured', () => {
  expect(soldText(item)).toBe('¥30.00 × 2');
  expect(soldText({ ...item, unitPrice: 450, measure: { unit: '斤', thousandths: 10_500 } })).toBe('¥4.50 / 斤 × 10.5');
});

it('what staff changed is told newest first, with what became another and by whom', () => {
  const row = (changes: Partial<NamedHistory>): NamedHistory => ({
    _id: 'h',
    action: 'remark',
    before: '',
    after: '',
    reason: '',
    operatorName: '王店长',
    createTime: AT,
    ...changes,
  });
  const address = anOrder().address;
  const entries = historyEntries(
    [
      row({ _id: 'h1', after: '放门卫' }),
      row({
        _id: 'h2',
        action: 'price',
        reason: '老顾客',
        before: { paymentAmount: 6200, freightAmount: 800, lines: [{ skuId: 's1', payable: 5400 }] },
        after: { paymentAmount: 5800, freightAmount: 800, lines: [{ skuId: 's1', payable: 5000 }] },
        createTime: new Date(AT.getTime() + 1000),
      }),
      row({
        _id: 'h3',
        action: 'address',
        before: { address, freightAmount: 800 },
        after: { address: { ...address, detail: '漕溪北路 2 号' }, freightAmount: 800 },
        createTime: new Date(AT.getTime() + 2000),
      }),
      row({
        _id: 'h4',
        action: 'lines',
        before: { paymentAmount: 450, items: [{ skuId: 's1', unit: '斤', thousandths: 1000, unitPrice: 450 }] },
        after: { paymentAmount: 675, items: [{ skuId: 's1', unit: '斤', thousandths: 1500, unitPrice: 450 }] },
        createTime: new Date(AT.getTime() + 3000),
      }),
    ],
    anOrder().items,
  );
  expect(entries.map(({ id, title, who }) => [id, title, who])).toEqual([
    ['h4', '修改商品', '王店长'],
    ['h3', '修改收货信息', '王店长'],
    ['h2', '改价', '王店长'],
    ['h1', '修改备注', '王店长'],
  ]);
  expect(entries[0]?.changes).toEqual([
    { what: '应付', before: '¥4.50', after: '¥6.75' },
    { what: '商品', before: '红富士 ¥4.50 × 1 斤', after: '红富士 ¥4.50 × 1.5 斤' },
  ]);
  expect(entries[1]?.changes).toMatchObject([{ what: '收货信息', after: '林小满 13812345678 上海市徐汇区漕溪北路 2 号' }]);
  expect(entries[2]).toMatchObject({
    reason: '老顾客',
    changes: [
      { what: '应付', before: '¥62.00', after: '¥58.00' },
      { what: '商品', before: '红富士 ¥54.00', after: '红富士 ¥50.00' },
    ],
  });
  expect(entries[3]?.changes).toEqual([{ what: '备注', before: '无', after: '放门卫' }]);
});
