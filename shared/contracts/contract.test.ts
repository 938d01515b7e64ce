import { expect, it } from 'vitest';
import { id, remark, shortText } from './contract.ts';

it('a text is taken as it is seen, before it is counted', () => {
  expect(remark.parse(' \u202e放门口\u202c ')).toBe('放门口');
  expect(shortText(2).parse('\u200b李四\u200b')).toBe('李四');
  expect(shortText(2).safeParse('\u202e\u200b').success).toBe(false);
});

it('an id can be the name of a field', () => {
  expect(['k-1', 'constructor', '__x'].every((name) => id.safeParse(name).success)).toBe(true);
  expect(['__proto__', 'a.b', '$a', ''].some((name) => id.safeParse(name).success)).toBe(false);
});
