import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flashFault, flashLeft, flashPhase, type FlashTerms } from './flash-sale.ts';
import { joinFault, seatName, seatsMissing, teamDeadline, teamOutcome, type Team } from './group-buy.ts';

type TeamAct =
  | { readonly act: 'join'; readonly orderId: string; readonly who: string }
  | { readonly act: 'pay' | 'leave'; readonly orderId: string }
  | { readonly act: 'look' };

/** The team after one act at `now`; what is not allowed changes nothing. A seat is given up by its order only while the team is forming. */
function afterAct(team: Team, act: TeamAct, now: Date): Team {
  if (team.status !== 'forming') return team;
  switch (act.act) {
    case 'join':
      if (joinFault(team, act.who, now) !== null) return team;
      return { ...team, seats: [...team.seats, { orderId: act.orderId, who: act.who, paid: false }] };
    case 'pay': {
      const paid = { ...team, seats: team.seats.map((seat) => (seat.orderId === act.orderId ? { ...seat, paid: true } : seat)) };
      return { ...paid, status: teamOutcome(paid, new Date(0)) };
    }
    case 'leave':
      return { ...team, seats: team.seats.filter((seat) => seat.orderId !== act.orderId) };
    case 'look':
      return { ...team, status: teamOutcome(team, now) };
  }
}

const START = Date.UTC(2026, 10, 20, 2);
const END = START + 3_600_000;

const terms = fc
  .record({ quota: fc.integer({ min: 1, max: 60 }), perUser: fc.integer({ min: 1, max: 9 }), stopped: fc.boolean() })
  .map(({ quota, perUser, stopped }): FlashTerms => ({
    quota,
    perUser,
    sold: 0,
    startsAt: new Date(START),
    endsAt: new Date(END),
    status: stopped ? 'stopped' : 'on',
  }));

describe('a flash sale', () => {
  it('never gives away more than its quota nor more than his share to anybody, and sells out if enough people come', () => {
    fc.assert(
      fc.property(terms, fc.array(fc.tuple(fc.nat(5), fc.integer({ min: 1, max: 9 })), { maxLength: 200 }), (sale, wishes) => {
        let sold = 0;
        const bought = new Map<number, number>();
        for (const [person, pieces] of wishes) {
          const had = bought.get(person) ?? 0;
          if (flashFault({ ...sale, sold }, had, pieces, new Date(START)) !== null) continue;
          sold += pieces;
          bought.set(person, had + pieces);
        }
        expect(sold).toBeLessThanOrEqual(sale.quota);
        for (const pieces of bought.values()) expect(pieces).toBeLessThanOrEqual(sale.perUser);
        if (sale.status === 'stopped') expect(sold).toBe(0);
      }),
    );
  });

  it('runs from its first instant to just before its last, and only ever goes forward in time', () => {
    const sale: FlashTerms = { quota: 1, sold: 0, perUser: 1, startsAt: new Date(START), endsAt: new Date(END), status: 'on' };
    const at = (ms: number): string => flashPhase(sale, new Date(ms));
    expect([at(START - 1), at(START), at(END - 1), at(END)]).toEqual(['upcoming', 'running', 'running', 'over']);
    const order = ['upcoming', 'running', 'over'];
    fc.assert(
      fc.property(fc.integer({ min: START - 9e6, max: END + 9e6 }), fc.nat(9e6), (ms, later) => {
        expect(order.indexOf(at(ms + later))).toBeGreaterThanOrEqual(order.indexOf(at(ms)));
      }),
    );
  });

  it('says why not', () => {
    const sale: FlashTerms = { quota: 3, sold: 1, perUser: 2, startsAt: new Date(START), endsAt: new Date(END), status: 'on' };
    const now = new Date(START);
    expect(flashFault(sale, 0, 2, now)).toBeNull();
    expect(flashFault(sale, 1, 2, now)).toBe('FLASH_LIMIT');
    expect(flashFault({ ...sale, sold: 2 }, 0, 2, now)).toBe('FLASH_SOLD_OUT');
    expect(flashFault({ ...sale, sold: 3 }, 0, 1, now)).toBe('FLASH_SOLD_OUT');
    expect(flashFault(sale, 0, 1, new Date(START - 1))).toBe('FLASH_NOT_STARTED');
    expect(flashFault(sale, 0, 1, new Date(END))).toBe('FLASH_ENDED');
    expect(flashFault({ ...sale, status: 'stopped' }, 0, 1, now)).toBe('FLASH_ENDED');
    expect(flashLeft({ quota: 2, sold: 5 })).toBe(0);
  });
});

const acts: fc.Arbitrary<TeamAct> = fc.oneof(
  fc.record({ act: fc.constant('join' as const), orderId: fc.nat(12).map(String), who: fc.nat(8).map(String) }),
  fc.record({ act: fc.constantFrom('pay' as const, 'leave' as const), orderId: fc.nat(12).map(String) }),
  fc.constant({ act: 'look' as const }),
);

describe('a team of a group buy', () => {
  it('holds one seat a person and never more than its size, succeeds only complete and paid, and is decided once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 6 }), fc.array(fc.tuple(acts, fc.nat(20_000)), { maxLength: 120 }), (size, steps) => {
        let now = START;
        let team: Team = { size, deadline: teamDeadline(new Date(START), 1), status: 'forming', seats: [] };
        for (const [act, ms] of steps) {
          now += ms;
          const next = afterAct(team, act, new Date(now));
          if (team.status !== 'forming') expect(next).toEqual(team);
          team = next;
          expect(team.seats.length).toBeLessThanOrEqual(size);
          expect(new Set(team.seats.map((seat) => seat.who)).size).toBe(team.seats.length);
          if (team.status === 'succeeded') expect(team.seats.filter((seat) => seat.paid)).toHaveLength(size);
          if (team.status === 'failed') expect(now).toBeGreaterThanOrEqual(team.deadline.getTime());
          expect(seatsMissing(team)).toBeGreaterThanOrEqual(0);
        }
        expect(['succeeded', 'failed']).toContain(teamOutcome(team, team.deadline));
      }),
    );
  });

  it('succeeds with the last payment, also when somebody looks only after the deadline', () => {
    const deadline = new Date(START);
    const seats = ['a', 'b'].map((who) => ({ orderId: who, who, paid: true }));
    expect(teamOutcome({ size: 2, deadline, status: 'forming', seats }, new Date(START + 1))).toBe('succeeded');
    expect(teamOutcome({ size: 3, deadline, status: 'forming', seats }, new Date(START))).toBe('failed');
    expect(joinFault({ size: 3, deadline, status: 'forming', seats }, 'c', new Date(START))).toBe('TEAM_OVER');
    expect(joinFault({ size: 3, deadline, status: 'forming', seats }, 'a', new Date(START - 1))).toBe('TEAM_JOINED');
    expect(joinFault({ size: 2, deadline, status: 'forming', seats }, 'c', new Date(START - 1))).toBe('TEAM_FULL');
  });

  it('shows strangers no more of a name than its first character', () => {
    expect(seatName('林小满')).toBe('林**');
    expect(seatName('𠮷田')).toBe('𠮷**');
    expect(seatName('  ')).toBe('田间客');
  });
});
