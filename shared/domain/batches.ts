/** Goods that came in together: a batch with what is left of it. Whole pieces; instants in ms. */
export interface BatchState {
  readonly id: string;
  readonly left: number;
  /** Null: it does not expire, or nobody said. */
  readonly expiresAt: number | null;
  readonly receivedAt: number;
}

export interface BatchShare {
  readonly id: string;
  readonly pieces: number;
}

/** Fresh before expired (spoiled goods go to nobody while there are others), then what expires first, then what came first. */
function rank(batch: BatchState, now: number): readonly [number, number, number] {
  const expired = batch.expiresAt !== null && batch.expiresAt <= now;
  return [expired ? 1 : 0, batch.expiresAt ?? Number.MAX_SAFE_INTEGER, batch.receivedAt];
}

function before(a: BatchState, b: BatchState, now: number): number {
  const [left, right] = [rank(a, now), rank(b, now)];
  return left[0] - right[0] || left[1] - right[1] || left[2] - right[2] || (a.id < b.id ? -1 : 1);
}

/**
 * From which batches `pieces` leave: first expired, first out. Goods without a batch are taken when the batches are empty, so the shares may add up to
 * less than `pieces`, and the sum of batches never exceeds the quantity.
 */
export function allocate(batches: readonly BatchState[], pieces: number, now: number): BatchShare[] {
  if (!Number.isSafeInteger(pieces) || pieces < 0) throw new RangeError('an allocation needs a whole number of pieces');
  const shares: BatchShare[] = [];
  let wanted = pieces;
  for (const batch of [...batches].sort((a, b) => before(a, b, now))) {
    const taken = Math.min(wanted, Math.max(0, batch.left));
    if (taken > 0) shares.push({ id: batch.id, pieces: taken });
    wanted -= taken;
  }
  return shares;
}

/**
 * What becomes of batches when `quantity` pieces of goods, of which `shares` came out of batches, turn into `toQuantity` pieces of others: each batch's part of them, whole
 * pieces, goods without a batch last. The parts are at most `toQuantity` together, and exactly that when everything came out of batches.
 */
export function carryBatches(shares: readonly BatchShare[], quantity: number, toQuantity: number): BatchShare[] {
  let [taken, given] = [0, 0];
  const carried = shares.map(({ id, pieces }) => {
    taken += pieces;
    const until = Math.floor((toQuantity * taken) / quantity);
    const part = { id, pieces: until - given };
    given = until;
    return part;
  });
  return carried.filter(({ pieces }) => pieces > 0);
}
