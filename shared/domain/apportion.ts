import { fen, type Fen, ZERO } from './money.ts';

/**
 * Splits an order-level discount over lines in proportion to their amounts: integer shares, the left-over fen by largest
 * remainder, ties to the first line, no share above its line. The shares add up to `discount` exactly, so that any
 * sequence of partial refunds adds up to what was paid.
 *
 * Refuses (throws) a discount above the sum of the lines or below zero: the price chain caps it before.
 */
export function apportion(lines: readonly Fen[], discount: Fen): Fen[] {
  const total = lines.reduce<number>((sum, line) => sum + line, 0);
  if (discount < 0 || discount > total) throw new RangeError('a discount must lie between nothing and the sum of its lines');
  if (discount === 0) return lines.map(() => ZERO);

  const exact = lines.map((line) => BigInt(line) * BigInt(discount));
  const divisor = BigInt(total);
  const shares = exact.map((value) => Number(value / divisor));
  let left = discount - shares.reduce((sum, share) => sum + share, 0);
  const byRemainder = exact
    .map((value, index) => ({ index, remainder: value % divisor }))
    .sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1));
  for (const { index } of byRemainder) {
    if (left === 0) break;
    if ((shares[index] ?? 0) < (lines[index] ?? 0)) {
      shares[index] = (shares[index] ?? 0) + 1;
      left -= 1;
    }
  }
  return shares.map(fen);
}

/** What the units `from`…`to-1` (counted from 0) of a line of `pieces` units paying `amount` are worth: any split adds up to the whole. */
export function shareOfUnits(amount: Fen, pieces: number, from: number, to: number): Fen {
  if (!(Number.isSafeInteger(pieces) && pieces > 0 && from >= 0 && to <= pieces && from <= to))
    throw new RangeError('units out of the line');
  const upTo = (units: number): number => Number((BigInt(amount) * BigInt(units)) / BigInt(pieces));
  return fen(upTo(to) - upTo(from));
}
