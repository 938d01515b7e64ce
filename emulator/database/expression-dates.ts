import { failed } from './errors.ts';
import type { ValueOperator } from './expression-values.ts';
import { approximate, isNumeric } from './numbers.ts';
import type { Value } from './types.ts';
import { isPlainObject, showValue, type PlainObject } from './values.ts';

const DAY = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** How a named zone tells the time; refuses names that nobody knows. */
function zoneFormat(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  try {
    const numeric = '2-digit';
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: numeric,
      day: numeric,
      hour: numeric,
      minute: numeric,
      second: numeric,
    });
    formats.set(zone, format);
    return format;
  } catch {
    throw failed(`unrecognized time zone identifier: "${zone}"`);
  }
}

/** How many ms a zone is ahead of UTC at a moment. */
function offsetOf(zone: Value, moment: number): number {
  if (zone === undefined || zone === 'UTC' || zone === 'GMT' || zone === 'Z') return 0;
  if (typeof zone !== 'string') throw failed(`timezone must evaluate to a string, found ${showValue(zone)}`);
  const fixed = /^([+-])(\d\d):?(\d\d)?$/.exec(zone);
  if (fixed !== null) return (fixed[1] === '-' ? -1 : 1) * (Number(fixed[2]) * 60 + Number(fixed[3] ?? 0)) * 60_000;
  const parts = Object.fromEntries(
    zoneFormat(zone)
      .formatToParts(moment)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(moment / 1000) * 1000;
}

/** A moment as the clock of its zone shows it: read its UTC parts. */
function local(moment: Date, zone: Value): Date {
  return new Date(moment.getTime() + offsetOf(zone, moment.getTime()));
}

/** The day's place in its year, from 1. */
function dayOfYear(date: Date): number {
  return Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / DAY) + 1;
}

const isoDay = (date: Date): number => date.getUTCDay() || 7;

/** The Thursday of the same ISO week: its year is the week's, and its place in it tells the week. */
function thursday(date: Date): Date {
  return new Date(date.getTime() + (4 - isoDay(date)) * DAY);
}

const isoWeek = (date: Date): number => Math.ceil(dayOfYear(thursday(date)) / 7);
const week = (date: Date): number => Math.floor((dayOfYear(date) + 6 - date.getUTCDay()) / 7);

function part(name: string, read: (date: Date) => number): ValueOperator {
  return {
    least: 1,
    most: 1,
    compute([given]) {
      const { date, timezone } = isPlainObject(given) ? given : { date: given, timezone: undefined };
      if (date === null || date === undefined || timezone === null) return null;
      if (!(date instanceof Date)) throw failed(`${name} can't convert ${showValue(date)} to a date`);
      return read(local(date, timezone));
    },
  };
}

function whole(given: PlainObject, name: string, otherwise: number): number {
  const value = given[name] ?? otherwise;
  if (!isNumeric(value) || !Number.isInteger(approximate(value)))
    throw failed(`'${name}' must evaluate to an integer, found ${showValue(value)}`);
  return approximate(value);
}

const PARTS = ['year', 'month', 'day', 'isoWeekYear', 'isoWeek', 'isoDayOfWeek', 'hour', 'minute', 'second', 'millisecond', 'timezone'];

/** The first day of the year or of the ISO year, as the ms of its midnight in UTC. */
function dayFromParts(given: PlainObject): number {
  const date = new Date(0);
  if ('isoWeekYear' in given) {
    date.setUTCFullYear(whole(given, 'isoWeekYear', 1970), 0, 4);
    return date.getTime() + (whole(given, 'isoDayOfWeek', 1) - isoDay(date) + (whole(given, 'isoWeek', 1) - 1) * 7) * DAY;
  }
  if (!('year' in given)) throw failed("$dateFromParts requires either 'year' or 'isoWeekYear' to be present");
  date.setUTCFullYear(whole(given, 'year', 1970), whole(given, 'month', 1) - 1, whole(given, 'day', 1));
  return date.getTime();
}

function dateFromParts([given]: readonly Value[]): Value {
  if (!isPlainObject(given)) throw failed('$dateFromParts only supports an object as its argument');
  const stranger = Object.keys(given).find((key) => !PARTS.includes(key));
  if (stranger !== undefined) throw failed(`Unrecognized argument to $dateFromParts: ${stranger}`);
  if (Object.values(given).includes(null)) return null;
  const time = ((whole(given, 'hour', 0) * 60 + whole(given, 'minute', 0)) * 60 + whole(given, 'second', 0)) * 1000;
  const shown = dayFromParts(given) + time + whole(given, 'millisecond', 0);
  // The offset belongs to the moment that is being looked for: the second guess is right but within a change of the clocks.
  const guess = shown - offsetOf(given['timezone'], shown);
  return new Date(shown - offsetOf(given['timezone'], guess));
}

const two = (value: number): string => String(value).padStart(2, '0');
const DEFAULT_FORMAT = '%Y-%m-%dT%H:%M:%S.%LZ';

function formatted(date: Date, format: string, ahead: number): string {
  const minutes = Math.abs(ahead) / 60_000;
  const fields: Readonly<Record<string, string>> = {
    Y: String(date.getUTCFullYear()).padStart(4, '0'),
    m: two(date.getUTCMonth() + 1),
    d: two(date.getUTCDate()),
    H: two(date.getUTCHours()),
    M: two(date.getUTCMinutes()),
    S: two(date.getUTCSeconds()),
    L: String(date.getUTCMilliseconds()).padStart(3, '0'),
    j: String(dayOfYear(date)).padStart(3, '0'),
    u: String(isoDay(date)),
    w: String(date.getUTCDay() + 1),
    U: two(week(date)),
    V: two(isoWeek(date)),
    G: String(thursday(date).getUTCFullYear()).padStart(4, '0'),
    z: `${ahead < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${two(minutes % 60)}`,
    Z: String(ahead / 60_000),
    '%': '%',
  };
  return format.replace(/%(.?)/g, (_whole, letter: string) => {
    const field = fields[letter];
    if (field === undefined) throw failed(`Invalid format character '%${letter}' in format string`);
    return field;
  });
}

function dateToString([given]: readonly Value[]): Value {
  if (!isPlainObject(given)) throw failed('$dateToString only supports an object as its argument');
  const { date, format = DEFAULT_FORMAT, timezone, onNull = null } = given;
  if (date === null || date === undefined) return onNull;
  if (timezone === null || format === null) return null;
  if (!(date instanceof Date)) throw failed(`$dateToString can't convert ${showValue(date)} to a date`);
  if (typeof format !== 'string') throw failed("$dateToString requires that 'format' be a string");
  return formatted(local(date, timezone), format, offsetOf(timezone, date.getTime()));
}

/** The operators of dates, in any time zone. Weeks begin on Sunday, ISO weeks on Monday. */
export const DATE_OPERATORS: Readonly<Record<string, ValueOperator>> = {
  $year: part('$year', (date) => date.getUTCFullYear()),
  $month: part('$month', (date) => date.getUTCMonth() + 1),
  $dayOfMonth: part('$dayOfMonth', (date) => date.getUTCDate()),
  $dayOfWeek: part('$dayOfWeek', (date) => date.getUTCDay() + 1),
  $dayOfYear: part('$dayOfYear', dayOfYear),
  $week: part('$week', week),
  $isoDayOfWeek: part('$isoDayOfWeek', isoDay),
  $isoWeek: part('$isoWeek', isoWeek),
  $isoWeekYear: part('$isoWeekYear', (date) => thursday(date).getUTCFullYear()),
  $hour: part('$hour', (date) => date.getUTCHours()),
  $minute: part('$minute', (date) => date.getUTCMinutes()),
  $second: part('$second', (date) => date.getUTCSeconds()),
  $millisecond: part('$millisecond', (date) => date.getUTCMilliseconds()),
  $dateFromParts: { least: 1, most: 1, compute: dateFromParts },
  $dateToString: { least: 1, most: 1, compute: dateToString },
};
