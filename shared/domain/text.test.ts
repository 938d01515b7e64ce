import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visibleText } from './text.ts';

describe('text that people typed', () => {
  it.each([
    ['杭州\u202e号1路三文', '杭州号1路三文'],
    ['\u202d138 0013 8000\u202c', '138 0013 8000'],
    ['\ufeff李\u200b四', '李四'],
    ['a\u0000b\u001b[2J', 'ab[2J'],
    ['half \ud83d', 'half '],
    ['一\r\n二\r三\t四', '一\n二\n三\t四'],
  ])('%j is kept as it is seen: %j', (typed, seen) => {
    expect(visibleText(typed)).toBe(seen);
  });

  it('that is seen is kept whole: emoji of several characters, other scripts, brackets and quotes', () => {
    for (const text of ['👨‍👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿 ❤️', 'میوه‌های', 'ﷺ ไทย 한국어 Ünï', '<b>"\'&{{}}', '　全角　']) expect(visibleText(text)).toBe(text);
  });

  it('is the same when it is read again, and never longer', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const once = visibleText(text);
        expect(visibleText(once)).toBe(once);
        expect(once.length).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});
