import { describe, expect, it } from 'vitest';
import { mergeWindow } from './window.ts';

describe('what lies below the live window', () => {
  const at = (one: { at: number }): number => one.at;
  const row = (n: number): { _id: string; at: number } => ({ _id: `r${n}`, at: n });

  it('takes what new ones push out', () => {
    const older = mergeWindow([row(3), row(2)], [row(1)], [row(4), row(3)], 2, at);
    expect(older.map((one) => one._id)).toEqual(['r2', 'r1']);
  });

  it('does not take what left the list', () => {
    expect(mergeWindow([row(3), row(2)], [], [row(2), row(1)], 2, at)).toEqual([]);
  });

  it('gives back what the window shows again', () => {
    expect(mergeWindow([row(3), row(2)], [row(1), row(0)], [row(2), row(1)], 2, at).map((one) => one._id)).toEqual(['r0']);
  });
});
