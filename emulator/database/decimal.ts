import { Decimal128, type Long } from 'bson';

/** A decimal's digits and where its point stands: `digits · 10^exponent`. */
interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

/** IEEE 754 decimal128. */
const MOST_DIGITS = 34;
const LARGEST_EXPONENT = 6111;
const SMALLEST_EXPONENT = -6176;

function textOf(value: number | Long | Decimal128): string {
  if (typeof value !== 'number') return String(value);
  // A double has 15 digits that can be relied on; MongoDB converts so many. Whole numbers are exact.
  return Number.isSafeInteger(value) || !Number.isFinite(value) ? String(value) : value.toPrecision(15);
}

/** Null for what is not finite. */
function decimalOf(value: number | Long | Decimal128): Decimal | null {
  const parts = /^([+-]?)(\d*)(?:\.(\d*))?(?:E([+-]?\d+))?$/i.exec(textOf(value));
  if (parts === null) return null;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = parts;
  const digits = BigInt(`${whole}${fraction}` || '0');
  return { digits: sign === '-' ? -digits : digits, exponent: Number(exponent) - fraction.length };
}

/** Half to even, as decimal128 rounds. */
function shortened(digits: bigint, places: number): bigint {
  const unit = 10n ** BigInt(places);
  const [whole, rest] = [digits / unit, digits % unit];
  const twice = (rest < 0n ? -rest : rest) * 2n;
  const up = twice > unit || (twice === unit && whole % 2n !== 0n);
  return up ? whole + (digits < 0n ? -1n : 1n) : whole;
}

function fit({ digits, exponent }: Decimal): Decimal128 {
  const size = (value: bigint): number => (value < 0n ? -value : value).toString().length;
  let [kept, power] = [digits, exponent];
  // Rounding 99…9 up adds a digit, so it may have to be done twice.
  while (size(kept) > MOST_DIGITS) [kept, power] = [shortened(kept, size(kept) - MOST_DIGITS), power + size(kept) - MOST_DIGITS];
  if (power < SMALLEST_EXPONENT) [kept, power] = [shortened(kept, Math.min(SMALLEST_EXPONENT - power, 40)), SMALLEST_EXPONENT];
  if (power > LARGEST_EXPONENT && size(kept) + power - LARGEST_EXPONENT > MOST_DIGITS)
    return Decimal128.fromString(kept < 0n ? '-Infinity' : 'Infinity');
  return Decimal128.fromString(`${kept}E${power}`);
}

/** Adds or multiplies exactly, to 34 digits; the result is a decimal as soon as one side is. */
export function decimalArithmetic(operator: '$inc' | '$mul', a: number | Long | Decimal128, b: number | Long | Decimal128): Decimal128 {
  const [x, y] = [decimalOf(a), decimalOf(b)];
  if (x === null || y === null) {
    const [left, right] = [Number(String(a)), Number(String(b))];
    return Decimal128.fromString(String(operator === '$inc' ? left + right : left * right));
  }
  if (operator === '$mul') return fit({ digits: x.digits * y.digits, exponent: x.exponent + y.exponent });
  if (x.digits === 0n && x.exponent > y.exponent) return fit(y);
  if (y.digits === 0n && y.exponent > x.exponent) return fit(x);
  const exponent = Math.min(x.exponent, y.exponent);
  // Beyond so many places the smaller one cannot be seen in the sum.
  if (Math.abs(x.exponent - y.exponent) > 2 * MOST_DIGITS + 2) return fit(x.exponent > y.exponent ? x : y);
  const scaled = (value: Decimal): bigint => value.digits * 10n ** BigInt(value.exponent - exponent);
  return fit({ digits: scaled(x) + scaled(y), exponent });
}
