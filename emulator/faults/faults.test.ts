import { describe, expect, it } from 'vitest';
import { createFaults } from './faults.ts';
import { readOrder, type FaultOrder } from './orders.ts';
import { faultText } from '../studio/page/views/faults/text.ts';

const ordered = (body: Record<string, unknown>): FaultOrder => {
  const order = readOrder(body, ['pay', 'ship']);
  if (order.kind === 'drop-sockets') throw new Error('not one that lasts');
  return order;
};
const nothing = (): void => undefined;

describe('orders of faults', () => {
  it.each([
    [{}, 'kind must be one of'],
    [{ kind: 'rain' }, 'kind must be one of'],
    [{ kind: 'latency' }, 'route must be one of'],
    [{ kind: 'latency', route: 'database', ms: 0 }, 'ms must be a whole number from 1'],
    [{ kind: 'latency', route: 'database', share: 0 }, 'share must be more than 0'],
    [{ kind: 'latency', route: 'database', share: '1' }, 'share must be more than 0'],
    [{ kind: 'refuse', function: 'fly' }, 'function must be one of *, pay, ship'],
    [{ kind: 'refuse', code: 'MADE_UP' }, 'code must be one of'],
    [{ kind: 'conflict', times: 1.5 }, 'times must be a whole number'],
    [{ kind: 'notices' }, 'behave must be one of'],
  ])('refuses %j', (body, message) => {
    expect(() => readOrder(body, ['pay', 'ship'])).toThrow(message);
  });
});

describe('faults', () => {
  it('count down and end', () => {
    const book = createFaults();
    book.order(ordered({ kind: 'conflict', times: 2 }));
    expect([book.conflict(), book.active().length, book.conflict(), book.active().length, book.conflict()]).toEqual([
      true,
      1,
      true,
      0,
      false,
    ]);
  });

  it('concern the function that was named, or any', () => {
    const book = createFaults();
    book.order(ordered({ kind: 'refuse', function: 'pay', code: 'SYS_ERR' }));
    expect(book.call('ship', 'r1', nothing)).toBeNull();
    expect(book.call('pay', 'r2', nothing)).toMatchObject({ kind: 'refuse', code: 'SYS_ERR' });
    expect(book.call('pay', 'r3', nothing)).toBeNull();
    book.order(ordered({ kind: 'timeout' }));
    expect(book.call('ship', 'r4', nothing)).toEqual({ kind: 'timeout' });
  });

  it('kill after so many statements, and stay when a call makes fewer', () => {
    const book = createFaults();
    const killed: string[] = [];
    book.order(ordered({ kind: 'kill', statements: 2 }));
    book.call('pay', 'short', () => killed.push('short'));
    book.statementDone('short');
    book.callEnded('short');
    expect([killed, book.active().length]).toEqual([[], 1]);
    book.call('pay', 'long', () => killed.push('long'));
    book.statementDone('long');
    book.statementDone('long');
    expect([killed, book.active().length]).toEqual([['long'], 0]);
    book.order(ordered({ kind: 'kill', statements: 0 }));
    book.call('pay', 'at once', () => killed.push('at once'));
    expect(killed).toEqual(['long', 'at once']);
  });

  it('choose the same share of requests for the same seed', () => {
    const chosen = (seed: number): string => {
      const book = createFaults();
      book.order(ordered({ kind: 'latency', route: 'database', ms: 1, share: 0.3, seed }));
      return Array.from({ length: 200 }, () => (book.delay('database') === undefined ? '.' : 'x')).join('');
    };
    expect(chosen(7)).toBe(chosen(7));
    expect(chosen(7)).not.toBe(chosen(8));
    const share = chosen(7).replaceAll('.', '').length / 200;
    expect(share).toBeGreaterThan(0.2);
    expect(share).toBeLessThan(0.4);
    const book = createFaults();
    book.order(ordered({ kind: 'latency', route: 'database', ms: 1 }));
    expect(book.delay('functions')).toBeUndefined();
  });

  it('end by their time, and one takes the place of another of its kind', () => {
    let now = 1000;
    const book = createFaults(() => now);
    book.order(ordered({ kind: 'refuse-sockets', seconds: 5 }));
    book.order(ordered({ kind: 'refuse-sockets', seconds: 10 }));
    expect(book.active()).toMatchObject([{ seconds: 10, until: 11_000 }]);
    expect(book.refusesSockets()).toBe(true);
    now = 11_000;
    expect([book.refusesSockets(), book.active()]).toEqual([false, []]);
    book.order(ordered({ kind: 'notices', behave: 'twice' }));
    book.order(ordered({ kind: 'notices', behave: 'never' }));
    expect([book.notices(), book.active().length]).toEqual(['never', 1]);
    book.endAll();
    expect([book.notices(), book.doubleTimers()]).toEqual([null, false]);
  });

  it('are told in Chinese, every kind of them', () => {
    const book = createFaults(() => 0);
    const bodies = [
      { kind: 'refuse-sockets', seconds: 5 },
      { kind: 'latency', route: 'database', ms: 300, share: 0.5 },
      { kind: 'conflict' },
      { kind: 'refuse', function: 'pay' },
      { kind: 'timeout' },
      { kind: 'kill' },
      { kind: 'double-timers' },
      { kind: 'notices', behave: 'twice' },
    ];
    const texts = bodies.map((body) => faultText(book.order(ordered(body)), 0));
    expect(new Set(texts).size).toBe(bodies.length);
    expect(texts[1]).toBe('数据库慢 300 ms（50% 的请求）');
    book.endAll();
  });
});
