/**
 * Money is an integer number of fen. The brand keeps yuan, floats and quantities out; only this file makes `Fen` from
 * outside values, and only this file rounds.
 */
declare const fenBrand: unique symbol;
export type Fen = number & { readonly [fenBrand]: 'fen' };

/** The largest amount the shop handles, 1 000 000 yuan: anything above is a slip of the hand or an attack. */
export const MAX_FEN = 100_000_000;

function isFen(value: unknown): value is Fen {
  return typeof value === 'number' && Number.isSafeInteger(value);
}

/** Takes an integer number of fen. Throws on anything else: a fraction of a fen is a programming fault, not a user's. */
export function fen(value: number): Fen {
  if (!isFen(value)) throw new RangeError(`not an integer number of fen: ${String(value)}`);
  return value;
}

export const ZERO = fen(0);

export function add(...amounts: readonly Fen[]): Fen {
  return fen(amounts.reduce<number>((sum, amount) => sum + amount, 0));
}

export function subtract(from: Fen, amount: Fen): Fen {
  return fen(from - amount);
}

/** Price times a whole number of pieces. */
export function times(price: Fen, pieces: number): Fen {
  return fen(price * pieces);
}

/**
 * `amount` × numerator ÷ denominator, rounded half up: the one place where money is rounded.
 * Uses integers throughout, so 0.1 + 0.2 cannot happen.
 */
export function proportion(amount: Fen, numerator: number, denominator: number): Fen {
  if (!Number.isSafeInteger(numerator) || !Number.isSafeInteger(denominator) || denominator <= 0) {
    throw new RangeError('a proportion needs whole numbers and a positive denominator');
  }
  const scaled = BigInt(amount) * BigInt(numerator) * 2n + BigInt(denominator);
  const divisor = BigInt(denominator) * 2n;
  const quotient = scaled / divisor;
  const floored = scaled < 0n && scaled % divisor !== 0n ? quotient - 1n : quotient;
  return fen(Number(floored));
}

/** `12345` → `123.45`. For display only. */
export function formatYuan(amount: number): string {
  const sign = amount < 0 ? '-' : '';
  const absolute = Math.abs(Math.trunc(amount));
  return `${sign}${Math.floor(absolute / 100)}.${String(absolute % 100).padStart(2, '0')}`;
}

/** `"123.4"` → `12340`. Null when the text is no amount of at most two decimals. Never goes through a float. */
export function parseYuan(text: string): Fen | null {
  const match = /^(\d{1,8})(?:\.(\d{1,2}))?$/.exec(text.trim());
  if (!match) return null;
  return fen(Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0')));
}
