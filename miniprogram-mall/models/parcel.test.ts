import { expect, test } from 'vitest';
import { parcelViews } from './parcel.ts';

const at = (minutes: number): Date => new Date(Date.UTC(2026, 10, 20, 4, minutes));
const parcel = (number: string) => ({ company: 'shunfeng', companyName: '顺丰速运', number, shippedAt: at(0) });

test('a parcel carries its own tracks, the latest first, and says what is in it when there are several', () => {
  const order = { items: [], parcels: [parcel('SF100001'), { ...parcel('SF100002'), items: [{ skuId: 'k', quantity: 2 }] }] };
  const tracks = [
    { time: at(1), text: '已揽收' },
    { time: at(9), text: '到达杭州' },
  ];
  const views = parcelViews(order, [{ company: 'shunfeng', number: 'SF100001', status: 'in_transit', tracks }]);
  expect(views.map(({ label, goods, tracks: rows }) => [label, goods, rows.map(({ text }) => text)])).toEqual([
    ['运输中', '', ['到达杭州', '已揽收']],
    ['已发出', '商品 ×2', []],
  ]);
  expect(views[0]?.phone).toBe('95338');
});

test('what the customer fetches himself has no number to track', () => {
  const fetched = { company: 'ziti', companyName: '到店自提', number: '202611210011-1', shippedAt: at(0) };
  expect(
    parcelViews({ items: [], parcels: [fetched, parcel('SF100001')] }, []).map(({ own, label, phone }) => [own, label, phone]),
  ).toEqual([
    [true, '商家已备好', ''],
    [false, '已发出', '95338'],
  ]);
});
