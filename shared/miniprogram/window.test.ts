import { describe, expect, it } from 'vitest';
import { mergeWindow, WindowedList } from './window.ts';

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

describe('a list with a live head and a tail read by pages', () => {
  interface Row {
    readonly _id: string;
    readonly at: number;
  }
  const row = (at: number): Row => ({ _id: `r${String(at)}`, at });
  const of = (...window: number[]): WindowedList<Row> => {
    const list = new WindowedList<Row>(2, (one) => one.at);
    list.take(window.map(row));
    return list;
  };
  const shown = (list: WindowedList<Row>): number[] => list.all.map((one) => one.at);

  it('reads on below the last one shown until a page is not full, and shows nothing twice', async () => {
    const list = of(9, 8);
    const asked: number[] = [];
    const page = (last: Row): Promise<Row[]> => {
      asked.push(last.at);
      return Promise.resolve(last.at === 8 ? [row(8), row(7)] : [row(6)]);
    };
    await list.readMore(page);
    expect(list.more).toBe('idle');
    await list.readMore(page);
    expect(shown(list)).toEqual([9, 8, 7, 6]);
    expect(list.more).toBe('end');
    expect(list.readMore(page)).toBeNull();
    expect(asked).toEqual([8, 7]);
  });

  it('reads one page at a time, and again after a failure', async () => {
    const list = of(9, 8);
    const reading = list.readMore(() => Promise.reject(new Error('no network')));
    expect(list.readMore(() => Promise.resolve([]))).toBeNull();
    await reading;
    expect(list.more).toBe('error');
    await list.readMore(() => Promise.resolve([row(7), row(6)]));
    expect(shown(list)).toEqual([9, 8, 7, 6]);
  });

  it('has an end when the window is not full, and goes on when it fills', () => {
    const list = of(9);
    expect(list.more).toBe('end');
    list.take([row(10), row(9)]);
    expect(list.more).toBe('idle');
  });

  it('drops what lies below the window alone', async () => {
    const list = of(9, 8);
    await list.readMore(() => Promise.resolve([row(7)]));
    expect(list.drop('r9')).toBe(false);
    expect(list.drop('r7')).toBe(true);
    expect(shown(list)).toEqual([9, 8]);
  });
});
