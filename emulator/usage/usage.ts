import type { ActivityFeed, Meter, MeterFigures } from '../types.ts';
import plans from '../plans.json' with { type: 'json' };
import { billedGbs, project, RESOURCES, type Cost, type Plan, type Projection, type Resource } from './projection.ts';

/** What counts as one unit of the project's business: an insert into a collection. */
export interface MeterUnit {
  readonly unit: string;
  readonly collection: string;
}

/** Costs of the last units that are kept one by one. */
const KEPT_UNITS = 60;

export interface UsageReport {
  readonly unit: string;
  /** null: nothing was chosen. */
  readonly collection: string | null;
  readonly count: number;
  readonly since: number;
  readonly total: Cost;
  readonly perUnit: Cost | null;
  /** What each of the last units cost, up to its insert, oldest first. */
  readonly recent: readonly Cost[];
  readonly functions: readonly ({ readonly name: string; readonly milliseconds: number; readonly memoryMb: number } & Cost)[];
  /** Inserts since then, by collection. */
  readonly inserts: Readonly<Record<string, number>>;
  readonly plans: readonly Projection[];
  readonly billing: typeof plans.billing;
  readonly sources: typeof plans.sources;
}

export interface Usage {
  /** A call has ended. */
  call(name: string, memoryMb: number, ms: number): void;
  /** Counts from here on, with another unit where one is given. */
  begin(unit?: MeterUnit): void;
  report(): UsageReport;
  close(): void;
}

const ZERO: Cost = { reads: 0, writes: 0, calls: 0, gbs: 0, bytesOut: 0 };
const NOTHING: MeterFigures = { calls: 0, milliseconds: 0, reads: 0, writes: 0, bytesOut: 0 };

function each(of: (resource: Resource) => number): Cost {
  return Object.fromEntries(RESOURCES.map((resource) => [resource, of(resource)])) as Record<Resource, number>;
}

/** What the project consumes, in all, per function and per unit. Figures of before {@link Usage.begin} do not count. */
export function createUsage(meter: Meter, feed: ActivityFeed, declared: MeterUnit | null, now: () => number): Usage {
  let chosen = declared;
  let since = now();
  let base = meter.figures();
  let gbs = new Map<string, { gbs: number; memoryMb: number }>();
  let inserts = new Map<string, number>();
  let recent: Cost[] = [];
  let before = ZERO;

  function total(): Cost {
    const { total: figures } = meter.figures();
    const seconds = [...gbs.values()].reduce((sum, own) => sum + own.gbs, 0);
    return each((resource) => (resource === 'gbs' ? seconds : figures[resource] - base.total[resource]));
  }

  const stop = feed.subscribe((event) => {
    if (event.kind !== 'change' || event.operation !== 'add') return;
    inserts.set(event.collection, (inserts.get(event.collection) ?? 0) + 1);
    if (event.collection !== chosen?.collection) return;
    const after = total();
    recent.push(each((resource) => after[resource] - before[resource]));
    if (recent.length > KEPT_UNITS) recent.shift();
    before = after;
  });

  return {
    call(name, memoryMb, ms) {
      const known = gbs.get(name)?.gbs ?? 0;
      gbs.set(name, { gbs: known + billedGbs(memoryMb, ms, plans.billing.roundMs), memoryMb });
    },
    begin(unit) {
      if (unit !== undefined) chosen = unit;
      since = now();
      base = meter.figures();
      gbs = new Map();
      inserts = new Map();
      recent = [];
      before = ZERO;
    },
    report() {
      const sum = total();
      const count = chosen === null ? 0 : (inserts.get(chosen.collection) ?? 0);
      const perUnit = count === 0 ? null : each((resource) => sum[resource] / count);
      const functions = Object.entries(meter.figures().functions).map(([name, figures]) => {
        const start = base.functions[name] ?? NOTHING;
        const own = gbs.get(name);
        return {
          name,
          milliseconds: figures.milliseconds - start.milliseconds,
          memoryMb: own?.memoryMb ?? 0,
          ...each((resource) => (resource === 'gbs' ? (own?.gbs ?? 0) : figures[resource] - start[resource])),
        };
      });
      return {
        unit: chosen?.unit ?? '单',
        collection: chosen?.collection ?? null,
        count,
        since,
        total: sum,
        perUnit,
        recent,
        functions: functions.filter(({ calls, reads, writes }) => calls + reads + writes > 0).sort((a, b) => b.gbs - a.gbs),
        inserts: Object.fromEntries(inserts),
        plans: (plans.plans as readonly Plan[]).map((plan) => project(perUnit ?? ZERO, plan)),
        billing: plans.billing,
        sources: plans.sources,
      };
    },
    close: stop,
  };
}
