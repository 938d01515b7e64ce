import { apportion } from '../apportion.ts';
import { add, proportion, ZERO, type Fen } from '../money.ts';
import type { PriceSource } from './unit-price.ts';

export interface LevelLine {
  readonly amount: Fen;
  readonly source: PriceSource;
}

/** A price made for this customer or this activity is final; the level's percent is for the others. */
function takesPart({ source }: LevelLine): boolean {
  return source !== 'customer' && source !== 'activity';
}

/** The second link: each line's share of the member level's percent (0–100), taken off the sum of the lines that take part and rounded once. */
export function levelShares(lines: readonly LevelLine[], percentOff: number): Fen[] {
  const amounts = lines.map((line) => (takesPart(line) ? line.amount : ZERO));
  const percent = Math.min(Math.max(percentOff, 0), 100);
  return apportion(amounts, percent === 0 ? ZERO : proportion(add(ZERO, ...amounts), percent, 100));
}
