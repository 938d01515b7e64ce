import { apportion } from './apportion.ts';
import { add, fen, subtract, times, ZERO, type Fen } from './money.ts';

/** What of an order's line its price depends on. `discount` holds every reduction, `adjustDiscount` what staff changed by hand, below zero where they raised it. */
export interface AdjustableLine {
  readonly skuId: string;
  readonly amount: number;
  readonly discount: number;
  readonly payable: number;
  readonly adjustDiscount?: number;
}

/**
 * A new sum for all goods, spread over the lines in proportion to what they cost now (all of it on their list amounts when they cost nothing): the shares add up to it exactly.
 */
export function spread(lines: readonly AdjustableLine[], goodsAmount: Fen): Fen[] {
  const payables = lines.map((line) => fen(line.payable));
  const amounts = lines.map((line) => fen(line.amount));
  const weights = payables.some((payable) => payable > 0) ? payables : amounts;
  const total = add(ZERO, ...weights);
  if (total === 0) return lines.map((_, index) => (index === 0 ? goodsAmount : ZERO));
  const whole = Math.floor(goodsAmount / total);
  const rest = apportion(weights, subtract(goodsAmount, times(total, whole)));
  return weights.map((weight, index) => add(times(weight, whole), rest[index] ?? ZERO));
}

/** The lines at new payables, the difference booked as an adjustment, so that amount − discount = payable stays true. Throws on a payable below zero. */
export function adjustLines<Line extends AdjustableLine>(lines: readonly Line[], payables: readonly Fen[]): Line[] {
  return lines.map((line, index) => {
    const payable = payables[index] ?? fen(line.payable);
    if (payable < 0) throw new RangeError('nobody is paid for taking goods');
    const by = line.payable - payable;
    if (by === 0) return line;
    return { ...line, payable, discount: line.discount + by, adjustDiscount: (line.adjustDiscount ?? 0) + by };
  });
}

export interface ExplainStep {
  readonly rule: string;
  readonly label: string;
  readonly amount: number;
}

/** The order's explanation with one step for all changes by hand, so that its steps still add up to what is paid. */
export function explainAdjustment(steps: readonly ExplainStep[], by: number): ExplainStep[] {
  const before = steps.find((step) => step.rule === 'adjust')?.amount ?? 0;
  const others = steps.filter((step) => step.rule !== 'adjust');
  return before + by === 0 ? [...others] : [...others, { rule: 'adjust', label: '人工改价', amount: before + by }];
}
