import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { customerKeywords, customerSearch } from './customer-search.ts';

describe('finding customers', () => {
  const name = fc
    .array(fc.constantFrom(...'林小满陈予安赵青禾abc12'), { minLength: 1, maxLength: 12 })
    .map((characters) => characters.join(''));

  it('any part of a name or of a phone from four digits on leads to its customer', () => {
    fc.assert(
      fc.property(name, fc.stringMatching(/^1\d{10}$/), fc.nat(11), fc.integer({ min: 1, max: 11 }), (who, phone, from, length) => {
        const part = who.slice(from % who.length, (from % who.length) + length);
        if (!/^\d{4,}$/.test(part)) expect(customerKeywords({ name: who, phone })).toContain(customerSearch(part)?.keyword);
        const digits = phone.slice(from, from + length);
        if (digits.length >= 4) expect(customerKeywords({ name: who, phone })).toContain(customerSearch(digits)?.keyword);
      }),
    );
  });

  it('asks nothing for nothing', () => {
    expect(customerSearch('  ')).toBeNull();
    expect(customerSearch('满')).toEqual({ keyword: '满', field: 'name', text: '满' });
  });
});
