import { Decimal128, Long } from 'bson';
import { decimalArithmetic } from './decimal.ts';
import { failed } from './errors.ts';
import type { Value } from './types.ts';

const LONG_MAX = 2n ** 63n - 1n;
const LONG_MIN = -(2n ** 63n);

export function isNumeric(value: Value): value is number | Long | Decimal128 {
  return typeof value === 'number' || value instanceof Long || value instanceof Decimal128;
}

/** The nearest JavaScript number. */
export function approximate(value: Value): number {
  return typeof value === 'number' ? value : Number(String(value));
}

/** Orders numbers of all kinds by value; NaN comes first, as in MongoDB. */
export function compareNumbers(a: Value, b: Value): number {
  if (typeof a === 'number' && typeof b === 'number') return compareDoubles(a, b);
  const x = fraction(a);
  const y = fraction(b);
  // Whatever is finite lies between the infinities, however far.
  if (x === null || y === null) return compareDoubles(x === null ? approximate(a) : 0, y === null ? approximate(b) : 0);
  const left = x.units * 10n ** BigInt(Math.max(0, y.scale - x.scale));
  const right = y.units * 10n ** BigInt(Math.max(0, x.scale - y.scale));
  return left < right ? -1 : left > right ? 1 : 0;
}

function compareDoubles(a: number, b: number): number {
  if (a < b) return -1;
  if (a > b) return 1;
  if (a === b) return 0;
  return Number(Number.isNaN(b)) - Number(Number.isNaN(a));
}

/** A number as `units / 10^scale`, exactly; null for what is not finite. */
function fraction(value: Value): { units: bigint; scale: number } | null {
  if (value instanceof Long) return { units: value.toBigInt(), scale: 0 };
  if (typeof value === 'number' && Number.isInteger(value)) return { units: BigInt(value), scale: 0 };
  const parts = /^(-?)(\d+)(?:\.(\d+))?(?:E([+-]?\d+))?$/i.exec(typeof value === 'number' ? exactDecimal(value) : String(value));
  if (parts === null) return null;
  const [, sign = '', whole = '', decimals = '', exponent = '0'] = parts;
  const units = BigInt(`${sign}${whole}${decimals}`);
  const scale = decimals.length - Number(exponent);
  if (Math.abs(scale) > 7000) return null;
  return scale >= 0 ? { units, scale } : { units: units * 10n ** BigInt(-scale), scale: 0 };
}

/** A double's digits, all of them where it has at most a hundred decimals. */
function exactDecimal(value: number): string {
  return Math.abs(value) < 1e21 ? value.toFixed(100) : String(value);
}

/** Whole numbers stay exact: beyond 2^53 as `Long`, beyond 64 bits they are refused. */
function fromInteger(value: bigint, operator: string): number | Long {
  if (value > LONG_MAX || value < LONG_MIN) throw failed(`Failed to apply ${operator} operations: the result exceeds 64 bits`);
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : Long.fromBigInt(value);
}

function integerOf(value: number | Long): bigint | null {
  if (typeof value !== 'number') return value.toBigInt();
  return Number.isSafeInteger(value) ? BigInt(value) : null;
}

type AnyNumber = number | Long | Decimal128;

/** `$inc` and `$mul` on numbers of all kinds: a decimal with anything is a decimal, whole numbers stay exact. */
export function arithmetic(operator: '$inc' | '$mul', a: AnyNumber, b: AnyNumber): AnyNumber {
  if (a instanceof Decimal128 || b instanceof Decimal128) return decimalArithmetic(operator, a, b);
  if (typeof a === 'number' && typeof b === 'number') {
    const result = operator === '$inc' ? a + b : a * b;
    if (Number.isSafeInteger(result) || !Number.isInteger(a) || !Number.isInteger(b)) return result;
  }
  const x = integerOf(a);
  const y = integerOf(b);
  if (x === null || y === null) return operator === '$inc' ? approximate(a) + approximate(b) : approximate(a) * approximate(b);
  return fromInteger(operator === '$inc' ? x + y : x * y, operator);
}
