import { fen, proportion, ZERO, type Fen } from '../money.ts';

export interface PointsRule {
  /** How many points are worth one fen: 1 with 100 points to the yuan. */
  readonly pointsPerFen: number;
  /** The most that points may pay, in percent of the goods after other discounts. */
  readonly maxPercent: number;
}

/** The most points that may be spent on goods worth `goods`: the smallest of wish, purse and cap, in whole fen. */
export function spendablePoints(goods: Fen, wanted: number, available: number, rule: PointsRule): number {
  if (wanted <= 0 || rule.pointsPerFen <= 0) return 0;
  const cap = proportion(goods, Math.min(Math.max(rule.maxPercent, 0), 100), 100);
  const inFen = Math.min(Math.floor(Math.min(wanted, Math.max(available, 0)) / rule.pointsPerFen), cap);
  return inFen * rule.pointsPerFen;
}

/** What spent points are worth. */
export function pointsWorth(points: number, rule: PointsRule): Fen {
  return points === 0 ? ZERO : fen(points / rule.pointsPerFen);
}
