/** A member level: reached with so much growth, worth so much off. */
export interface LevelRule {
  readonly level: number;
  readonly name: string;
  /** The growth it begins at. The lowest level begins at 0. */
  readonly growth: number;
  /** Percent off the goods, 0–100. */
  readonly percentOff: number;
}

/** How a completed order is rewarded, per yuan paid for goods. */
export interface EarningRule {
  readonly pointsPerYuan: number;
  readonly growthPerYuan: number;
}

/** What a shop starts with: levels are reached but take nothing off until the shop says so. */
export const DEFAULT_LEVELS: readonly LevelRule[] = [
  { level: 1, name: '普通会员', growth: 0, percentOff: 0 },
  { level: 2, name: '铜牌会员', growth: 200, percentOff: 0 },
  { level: 3, name: '银牌会员', growth: 500, percentOff: 0 },
  { level: 4, name: '金牌会员', growth: 1000, percentOff: 0 },
  { level: 5, name: '钻石会员', growth: 2000, percentOff: 0 },
];

export const DEFAULT_EARNING: EarningRule = { pointsPerYuan: 1, growthPerYuan: 1 };

const LOWEST: LevelRule = { level: 1, name: '会员', growth: 0, percentOff: 0 };

/** The highest level that this much growth reaches. */
export function levelOf(growth: number, table: readonly LevelRule[] = DEFAULT_LEVELS): LevelRule {
  return table.reduce(
    (best, rule) => (growth >= rule.growth && rule.growth >= best.growth ? rule : best),
    table.find((rule) => rule.growth === 0) ?? LOWEST,
  );
}

/** The next level up, or null at the top. */
export function nextLevel(growth: number, table: readonly LevelRule[] = DEFAULT_LEVELS): LevelRule | null {
  return table
    .filter((rule) => rule.growth > growth)
    .reduce<LevelRule | null>((best, rule) => (best === null || rule.growth < best.growth ? rule : best), null);
}

function whole(paidFen: number, perYuan: number): number {
  return Math.floor((Math.max(0, paidFen) * Math.max(0, perYuan)) / 100);
}

/** What `paid` fen for goods earn: whole points and growth, fractions are dropped. */
export function earned(paid: number, rule: EarningRule): { readonly points: number; readonly growth: number } {
  return { points: whole(paid, rule.pointsPerYuan), growth: whole(paid, rule.growthPerYuan) };
}

/** What a completed order earned, and the goods' money (fen) it was earned on: refunds from before completion are no part of it. */
export interface Earned {
  readonly goods: number;
  readonly points: number;
  readonly growth: number;
}

function upTo(amount: number, part: number, whole: number): number {
  return Number((BigInt(amount) * BigInt(Math.min(part, whole))) / BigInt(whole));
}

/**
 * What a refund of `backNow` fen of goods takes back of it, when `backBefore` fen went back since completion: in proportion and cumulative, so that refunds in any number of
 * steps take back exactly what one refund of their sum would, and a whole one everything.
 */
export function earnedBack(
  { goods, points, growth }: Earned,
  backBefore: number,
  backNow: number,
): { readonly points: number; readonly growth: number } {
  if (goods <= 0) return { points: 0, growth: 0 };
  const share = (amount: number): number => upTo(amount, backBefore + backNow, goods) - upTo(amount, backBefore, goods);
  return { points: share(points), growth: share(growth) };
}
