/** The life of a stocktake, as one table. `opening` and `booking` are intents: a process that dies in them is finished by the sweeper. */
export type StocktakeStatus = 'opening' | 'counting' | 'submitted' | 'booking' | 'booked' | 'cancelled';
export type StocktakeEvent = 'opened' | 'submit' | 'reject' | 'approve' | 'finish' | 'cancel';

const TRANSITIONS: Readonly<Record<StocktakeEvent, readonly (readonly [from: StocktakeStatus, to: StocktakeStatus])[]>> = {
  opened: [['opening', 'counting']],
  submit: [['counting', 'submitted']],
  reject: [['submitted', 'counting']],
  approve: [['submitted', 'booking']],
  finish: [['booking', 'booked']],
  cancel: [
    ['opening', 'cancelled'],
    ['counting', 'cancelled'],
    ['submitted', 'cancelled'],
  ],
};

export const STOCKTAKE_LABELS: Readonly<Record<StocktakeStatus, string>> = {
  opening: '准备中',
  counting: '盘点中',
  submitted: '待审核',
  booking: '入账中',
  booked: '已入账',
  cancelled: '已取消',
};

export function stocktakeTransition(from: StocktakeStatus, event: StocktakeEvent): StocktakeStatus | null {
  return TRANSITIONS[event].find(([source]) => source === from)?.[1] ?? null;
}

export interface CountedLine {
  /** Pieces in the books when the stocktake was opened. */
  readonly snapshot: number;
  /** Pieces that moved in the books between then and the moment of counting, signed. */
  readonly moved: number;
  readonly counted: number;
}

/** What the count found more (or less, negative) than the books say: against the snapshot and everything that moved since. */
export function countDifference({ snapshot, moved, counted }: CountedLine): number {
  return counted - (snapshot + moved);
}
