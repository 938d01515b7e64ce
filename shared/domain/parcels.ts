import { piecesToShip, type RefundableLine } from './refunds.ts';

export interface Piece {
  readonly skuId: string;
  /** Whole pieces of stock, as in the order's line. */
  readonly quantity: number;
}

export interface WantedParcel {
  /** What is in it. When no parcel of a shipment says so, together they hold everything that is still to be shipped. */
  readonly items?: readonly Piece[] | undefined;
}

type ShippedLine = Pick<RefundableLine, 'skuId' | 'quantity' | 'afterSale' | 'shipped'>;

export interface Shipment {
  /** What leaves, one entry for each line that it concerns. */
  readonly pieces: Piece[];
  /** True when nothing is left to be shipped after it. */
  readonly complete: boolean;
}

/** `unnamed`: some parcels say what they hold and others do not. `twice`: one parcel names the same goods twice. `unknown`: not in this order. `more`: more than is still to be shipped. */
export type ShipmentFault = 'unnamed' | 'twice' | 'unknown' | 'more' | 'nothing';

/** What a shipment takes out of an order's lines; or what is wrong with it. */
export function planShipment(lines: readonly ShippedLine[], parcels: readonly WantedParcel[]): Shipment | ShipmentFault {
  const named = parcels.flatMap((parcel) => (parcel.items === undefined ? [] : [parcel.items]));
  if (named.length > 0 && named.length < parcels.length) return 'unnamed';
  if (named.some((items) => new Set(items.map((item) => item.skuId)).size < items.length)) return 'twice';
  const wanted = named.length === 0 ? wholeRest(lines) : sumBySku(named.flat());
  if (wanted.length === 0) return 'nothing';
  for (const { skuId, quantity } of wanted) {
    const line = lines.find((candidate) => candidate.skuId === skuId);
    if (line === undefined) return 'unknown';
    if (!Number.isSafeInteger(quantity) || quantity < 1 || quantity > piecesToShip(line)) return 'more';
  }
  return { pieces: wanted, complete: afterShipment(lines, wanted).every((line) => piecesToShip(line) === 0) };
}

/** Everything that is still to be shipped. */
export function wholeRest(lines: readonly ShippedLine[]): Piece[] {
  return lines.map((line) => ({ skuId: line.skuId, quantity: piecesToShip(line) })).filter(({ quantity }) => quantity > 0);
}

function sumBySku(pieces: readonly Piece[]): Piece[] {
  const sums = new Map<string, number>();
  for (const { skuId, quantity } of pieces) sums.set(skuId, (sums.get(skuId) ?? 0) + quantity);
  return [...sums].map(([skuId, quantity]) => ({ skuId, quantity }));
}

/** The lines once `pieces` have left. */
export function afterShipment<Line extends ShippedLine>(lines: readonly Line[], pieces: readonly Piece[]): Line[] {
  const leaving = new Map(pieces.map((piece) => [piece.skuId, piece.quantity]));
  return lines.map((line) => {
    const by = leaving.get(line.skuId);
    return by === undefined ? line : { ...line, shipped: (line.shipped ?? 0) + by };
  });
}

/** Whether something has left, while the order may still wait for the rest. */
export function partlyShipped(lines: readonly Pick<ShippedLine, 'shipped'>[]): boolean {
  return lines.some((line) => (line.shipped ?? 0) > 0);
}

/** Whether a parcel that is to be shipped is the one that is there already: the same call again. */
export function sameParcel(
  one: { readonly company: string; readonly number: string; readonly items?: readonly Piece[] | undefined },
  other: { readonly company: string; readonly number: string; readonly items?: readonly Piece[] | undefined },
): boolean {
  if (one.company !== other.company || one.number !== other.number || one.items === undefined || other.items === undefined) return false;
  const held = other.items;
  return (
    one.items.length === held.length &&
    one.items.every(({ skuId, quantity }) => held.some((piece) => piece.skuId === skuId && piece.quantity === quantity))
  );
}

/** `苹果 ×2、梨 ×1`: what is in a parcel, for people; with their specs where goods share a name. Empty when nobody said. */
export function piecesText(
  lines: readonly { readonly skuId: string; readonly name: string; readonly specs: string }[],
  pieces: readonly Piece[] | undefined,
): string {
  return (pieces ?? []).map(({ skuId, quantity }) => `${nameOf(lines, skuId)} ×${quantity}`).join('、');
}

function nameOf(lines: readonly { readonly skuId: string; readonly name: string; readonly specs: string }[], skuId: string): string {
  const line = lines.find((one) => one.skuId === skuId);
  if (line === undefined) return '商品';
  const alone = lines.filter((one) => one.name === line.name).length === 1;
  return alone ? line.name : `${line.name} ${line.specs}`;
}

/** Pieces that are still to be shipped, of all lines. */
export function piecesLeft(lines: readonly ShippedLine[]): number {
  return wholeRest(lines).reduce((sum, piece) => sum + piece.quantity, 0);
}
