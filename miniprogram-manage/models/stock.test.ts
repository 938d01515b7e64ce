import { describe, expect, it } from 'vitest';
import { NOW, stock } from '../test/fixtures.ts';
import { chooseStocks, exactly, levelCounts, matches, moveFault, moveInput, patchStocks, recordRow } from './stock.ts';

const few = stock({ _id: 'k-few', productId: 'A-2', quantity: 10, reserved: 3 });
const fewer = stock({ _id: 'k-fewer', productId: 'A-1', quantity: 10, reserved: 8 });
const none = stock({ _id: 'k-none', productId: 'A-3', quantity: 4, reserved: 4, barcode: '6900000000017' });

describe('the stock list', () => {
  it('goes by what is free, not by what lies there', () => {
    expect(levelCounts([stock(), few, fewer, none])).toEqual({ all: 4, low: 2, out: 1 });
  });

  it('shows the scarcest first where a level is asked for', () => {
    expect(chooseStocks([stock(), few, fewer, none], 'low', '').map((one) => one._id)).toEqual(['k-fewer', 'k-few']);
  });

  it('finds by name, code and bar code, several words together', () => {
    expect(['葡萄', 'sg-012', '6941293', '葡萄 3斤'].every((query) => matches(stock(), query))).toBe(true);
    expect(matches(stock(), '葡萄 5斤')).toBe(false);
  });

  it('goes straight to the one that a bar code names', () => {
    expect(exactly([stock(), none], '6900000000017')?._id).toBe('k-none');
    expect(exactly([few, stock()], '6941293001203')).toBeNull();
  });

  it('keeps what a partial read did not bring', () => {
    const read = [{ ...few, quantity: 99 }];
    expect(patchStocks([few, none], read).map((one) => one.quantity)).toEqual([99, 4]);
  });
});

describe('a movement by hand', () => {
  it('never takes out what orders hold', () => {
    expect(moveFault('out', 8, 7, '报损')).toContain('可用库存只有 7');
    expect(moveFault('out', 7, 7, '报损')).toBe('');
    expect(moveFault('in', 8, 0, '采购到货')).toBe('');
  });

  it.each([0, 1.5, Number.NaN, 10_000])('refuses %d pieces', (pieces) => {
    expect(moveFault('in', pieces, 0, '采购到货')).not.toBe('');
  });

  it('is booked as what it is, so that losses and gifts can be counted', () => {
    const acts = (
      [
        ['in', '采购到货'],
        ['out', '报损'],
        ['out', '赠送'],
        ['out', '卖给邻居'],
      ] as const
    ).map(([kind, reason]) => moveInput(kind, 3, reason, 'k', 'r').action);
    expect(acts).toEqual(['in', 'loss', 'gift', 'out']);
    expect(moveInput('out', 3, '盘亏', 'k', 'r')).toMatchObject({ action: 'adjust', difference: -3 });
  });

  it('needs a reason', () => {
    expect(moveFault('in', 1, 0, '  ')).toBe('请选择或填写原因');
  });
});

describe('the ledger', () => {
  const record = (type: Parameters<typeof recordRow>[0]['type'], quantity: number): string => {
    const common = {
      _id: 'm',
      productId: 'k',
      productName: '',
      reason: '',
      orderId: null,
      operator: '',
      quantityAfter: 5,
      reservedAfter: 1,
    };
    return recordRow({ ...common, type, quantity, createTime: new Date(NOW) }).change;
  };

  it('signs what comes and goes, not what is only held', () => {
    expect([record('in', 3), record('ship', 3), record('reserve', 3), record('adjust', -3)]).toEqual(['+3', '−3', '3', '−3']);
  });
});
