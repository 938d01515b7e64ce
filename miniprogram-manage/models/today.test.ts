import { expect, it } from 'vitest';
import { permissionGroups, todayFigures } from './today.ts';

it('tells permissions in words, area by area, and passes over what it does not know', () => {
  expect(permissionGroups(['stock.read', 'orders.ship', 'orders.read', 'future.thing'])).toEqual([
    { area: '订单', words: ['查看订单', '订单发货'] },
    { area: '库存', words: ['查看库存'] },
  ]);
});

it('shows zeros on a day on which nothing has happened', () => {
  expect(todayFigures(null).map((figure) => figure.value)).toEqual(['0.00', '0', '0', '0']);
});
