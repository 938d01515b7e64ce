import { describe, expect, it } from 'vitest';
import { IDLE_MS, readMark, REMEMBERED_MS, sessionHolds } from '../src/session/policy.ts';

describe('session', () => {
  it('ends an unremembered one after half an idle hour', () => {
    const mark = { remember: false, since: 0, lastActive: 1000 };
    expect(sessionHolds(mark, 1000 + IDLE_MS - 1)).toBe(true);
    expect(sessionHolds(mark, 1000 + IDLE_MS)).toBe(false);
  });

  it('keeps a remembered one for seven days, idle or not, and no longer', () => {
    const mark = { remember: true, since: 0, lastActive: REMEMBERED_MS - 1 };
    expect(sessionHolds(mark, REMEMBERED_MS - 1)).toBe(true);
    expect(sessionHolds(mark, REMEMBERED_MS)).toBe(false);
  });

  it.each([null, '', 'nonsense', '{"remember":"yes"}', '[]'])('takes %j for no session', (text) => {
    expect(readMark(text)).toBeNull();
  });
});
