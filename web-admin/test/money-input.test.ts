import { describe, expect, it } from 'vitest';
import { groupedYuan, readPieces, readPrice, yuan } from '../src/format/money-input.ts';

describe('readPrice', () => {
  it.each([
    ['19.9', 1990],
    [' 19.90 ', 1990],
    ['¥0.01', 1],
    ['１２．５', 1250],
    ['1,234.50', 123450],
    ['1000000', 100_000_000],
  ])('reads %s', (text, price) => {
    expect(readPrice(text)).toEqual({ ok: true, price });
  });

  it.each(['', '0', '0.00', '-1', '1.999', '1e3', '12,34', 'abc', '1000000.01', '.5'])('refuses %j with a reason', (text) => {
    const read = readPrice(text);
    expect(read.ok).toBe(false);
    if (!read.ok) expect(read.problem).not.toBe('');
  });
});

describe('amounts for people', () => {
  it('groups thousands and keeps the sign in front of the currency', () => {
    expect(groupedYuan(123_456_789)).toBe('1,234,567.89');
    expect(groupedYuan(5)).toBe('0.05');
    expect(yuan(-1050)).toBe('−¥10.50');
  });
});

describe('readPieces', () => {
  it.each([
    ['1', 1],
    ['９９', 99],
    ['9999', 9999],
  ])('reads %s', (text, pieces) => {
    expect(readPieces(text)).toBe(pieces);
  });

  it.each(['', '0', '-1', '1.5', '10000', '1e2'])('refuses %j', (text) => {
    expect(readPieces(text)).toBeNull();
  });
});
