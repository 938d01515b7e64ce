import { describe, expect, it } from 'vitest';
import plans from '../plans.json' with { type: 'json' };
import { billedGbs, project, RESOURCES, type Cost, type Plan, type PlanFigure } from './projection.ts';

const figure = (amount: number, per: 'day' | 'month', sure = true): PlanFigure => ({ amount, per, source: 's', date: '2026-01-01', sure });
const plan = (figures: Plan['figures']): Plan => ({ id: 'p', name: 'P', note: '', figures });
const cost = (some: Partial<Cost>): Cost => ({ reads: 0, writes: 0, calls: 0, gbs: 0, bytesOut: 0, ...some });

describe('what a call is billed', () => {
  it.each([
    [256, 1760, 100, 0.45],
    [256, 1760, 1, 0.44],
    [256, 100, 100, 0.025],
    [256, 100.001, 100, 0.05],
    [1024, 1, 100, 0.1],
    [128, 0, 100, 0],
    [512, 0.1, 1, 0.0005],
  ])('%d MB for %d ms by steps of %d ms: %d GBs', (memory, ms, step, gbs) => {
    expect(billedGbs(memory, ms, step)).toBeCloseTo(gbs, 10);
  });
});

describe('how many units a plan carries', () => {
  it.each([
    ['a daily quota', cost({ reads: 10 }), plan({ reads: figure(50_000, 'day') }), 5000, 'reads'],
    ['a monthly quota has to last 30 days', cost({ gbs: 0.5 }), plan({ gbs: figure(40_000, 'month') }), 2666, 'gbs'],
    [
      'the narrowest of several',
      cost({ reads: 10, writes: 20, calls: 1 }),
      plan({ reads: figure(50_000, 'day'), writes: figure(30_000, 'day'), calls: figure(200_000, 'month') }),
      1500,
      'writes',
    ],
    ['never half a unit', cost({ calls: 3 }), plan({ calls: figure(10, 'day') }), 3, 'calls'],
    ['less than one', cost({ bytesOut: 1000 }), plan({ bytesOut: figure(10, 'day') }), 0, 'bytesOut'],
    ['what costs nothing does not limit', cost({ reads: 1 }), plan({ reads: figure(7, 'day'), writes: figure(1, 'day') }), 7, 'reads'],
    ['nothing known', cost({ reads: 1 }), plan({}), null, null],
    ['nothing measured', cost({}), plan({ reads: figure(7, 'day') }), null, null],
  ])('%s', (_name, perUnit, given, unitsPerDay, limitedBy) => {
    expect(project(perUnit, given)).toMatchObject({ unitsPerDay, limitedBy });
  });

  it('is sure only where the limit is, and nothing that costs is without a figure', () => {
    const perUnit = cost({ reads: 10, writes: 1 });
    const both = { reads: figure(100, 'day'), writes: figure(100, 'day', false) };
    expect(project(perUnit, plan(both)).sure).toBe(true);
    expect(project(perUnit, plan({ ...both, reads: figure(100, 'day', false) })).sure).toBe(false);
    expect(project(perUnit, plan({ reads: figure(100, 'day') }))).toMatchObject({ sure: false, unknown: ['writes'] });
  });
});

describe('the plans file', () => {
  it('says of every figure where it is from and when it was read', () => {
    const figures = (plans.plans as readonly Plan[]).flatMap((one) => Object.entries(one.figures));
    expect(figures.length).toBeGreaterThan(10);
    for (const [resource, { amount, per, source, date, sure }] of figures) {
      expect(RESOURCES).toContain(resource);
      expect(amount).toBeGreaterThan(0);
      expect(['day', 'month']).toContain(per);
      expect(Object.keys(plans.sources)).toContain(source);
      expect(date).toMatch(/^\d{4}-\d\d-\d\d$/);
      expect(typeof sure).toBe('boolean');
    }
  });
});
