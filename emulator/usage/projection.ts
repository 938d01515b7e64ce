/** What is paid for. `gbs` is memory × time in GB-seconds, `bytesOut` bytes. */
export const RESOURCES = ['reads', 'writes', 'calls', 'gbs', 'bytesOut'] as const;
export type Resource = (typeof RESOURCES)[number];
export type Cost = Readonly<Record<Resource, number>>;

/** One quota with where it is from. `sure` is false for what was read in a copy, or may have changed since. */
export interface PlanFigure {
  readonly amount: number;
  readonly per: 'day' | 'month';
  readonly source: string;
  readonly date: string;
  readonly sure: boolean;
}

export interface Plan {
  readonly id: string;
  readonly name: string;
  readonly note: string;
  readonly figures: Partial<Readonly<Record<Resource, PlanFigure>>>;
}

export interface Limit {
  readonly resource: Resource;
  readonly unitsPerDay: number;
  readonly figure: PlanFigure;
}

export interface Projection {
  readonly plan: Plan;
  /** Whole units a day; null when nothing that is known limits them. */
  readonly unitsPerDay: number | null;
  readonly limitedBy: Resource | null;
  /** Every known limit, the narrowest first. */
  readonly limits: readonly Limit[];
  /** What a unit costs and the plan's quota is not known for: the true number may be smaller. */
  readonly unknown: readonly Resource[];
  readonly sure: boolean;
}

/** A month of quota has to last this long. */
const DAYS_PER_MONTH = 30;

/** GB-seconds that the cloud bills for a call: memory × time, the time rounded up to `roundMs`. */
export function billedGbs(memoryMb: number, ms: number, roundMs: number): number {
  return ((memoryMb / 1024) * Math.ceil(Math.round(ms * 1000) / 1000 / roundMs) * roundMs) / 1000;
}

/** How many units a day a plan carries, when each costs `perUnit`: its narrowest quota says. */
export function project(perUnit: Cost, plan: Plan): Projection {
  const limits = RESOURCES.flatMap((resource): Limit[] => {
    const figure = plan.figures[resource];
    const cost = perUnit[resource];
    if (figure === undefined || !(cost > 0)) return [];
    const daily = figure.per === 'day' ? figure.amount : figure.amount / DAYS_PER_MONTH;
    return [{ resource, unitsPerDay: Math.floor(daily / cost), figure }];
  }).sort((a, b) => a.unitsPerDay - b.unitsPerDay);
  const [narrowest] = limits;
  const unknown = RESOURCES.filter((resource) => perUnit[resource] > 0 && plan.figures[resource] === undefined);
  return {
    plan,
    unitsPerDay: narrowest?.unitsPerDay ?? null,
    limitedBy: narrowest?.resource ?? null,
    limits,
    unknown,
    sure: narrowest !== undefined && narrowest.figure.sure && unknown.length === 0,
  };
}
