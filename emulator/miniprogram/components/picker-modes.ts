import { regions as allRegions, type Region } from './regions.ts';

/** What a picker's sheet shows: the rows of each column for the chosen indexes, and what a choice means to the page. */
export interface PickerMode {
  readonly start: readonly number[];
  columns(chosen: readonly number[]): readonly (readonly string[])[];
  detail(chosen: readonly number[]): Readonly<Record<string, unknown>>;
}

type Read = (name: string) => unknown;

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function label(item: unknown, key: unknown): string {
  if (typeof item !== 'object' || item === null) return String(item ?? '');
  return typeof key === 'string' && key !== '' ? String(Reflect.get(item, key) ?? '') : String(item);
}

function selector(read: Read): PickerMode {
  const rows = listOf(read('range')).map((item) => label(item, read('rangeKey')));
  return { start: [Math.max(0, Number(read('value')) || 0)], columns: () => [rows], detail: ([index = 0]) => ({ value: String(index) }) };
}

function multiSelector(read: Read): PickerMode {
  const start = listOf(read('value')).map((index) => Math.max(0, Number(index) || 0));
  const count = listOf(read('range')).length;
  return {
    start: Array.from({ length: count }, (_, column) => start[column] ?? 0),
    // Read anew: a page changes the later columns while an earlier one is turned.
    columns: () => listOf(read('range')).map((column) => listOf(column).map((item) => label(item, read('rangeKey')))),
    detail: (chosen) => ({ value: [...chosen] }),
  };
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

function numbers(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}

type Ymd = readonly [number, number, number];

function dateOf(value: unknown, fallback: Ymd): Ymd {
  const found = /^(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?$/.exec(String(value ?? ''));
  if (found === null) return fallback;
  return [Number(found[1]), Number(found[2] ?? fallback[1]), Number(found[3] ?? fallback[2])];
}

export function dateMode(read: Read, today: Date = new Date()): PickerMode {
  const now: Ymd = [today.getFullYear(), today.getMonth() + 1, today.getDate()];
  const from = dateOf(read('start'), [now[0] - 50, 1, 1]);
  const to = dateOf(read('end'), [now[0] + 50, 12, 31]);
  const depth = read('fields') === 'year' ? 1 : read('fields') === 'month' ? 2 : 3;
  const years = numbers(from[0], to[0]);
  const monthsOf = (year: number): number[] => numbers(year === from[0] ? from[1] : 1, year === to[0] ? to[1] : 12);
  const daysOf = (year: number, month: number): number[] =>
    numbers(
      year === from[0] && month === from[1] ? from[2] : 1,
      year === to[0] && month === to[1] ? to[2] : new Date(year, month, 0).getDate(),
    );
  const pick = (list: readonly number[], index = 0): number => list[Math.min(index, list.length - 1)] ?? 0;
  const read3 = (chosen: readonly number[]): Ymd => {
    const year = pick(years, chosen[0]);
    const month = pick(monthsOf(year), chosen[1]);
    return [year, month, pick(daysOf(year, month), chosen[2])];
  };
  const value = dateOf(read('value'), now);
  const start = [years.indexOf(value[0]), monthsOf(value[0]).indexOf(value[1]), daysOf(value[0], value[1]).indexOf(value[2])];
  return {
    start: start.slice(0, depth).map((index) => Math.max(0, index)),
    columns: (chosen) => {
      const [year, month] = read3(chosen);
      const all = [
        years.map((item) => `${item}年`),
        monthsOf(year).map((item) => `${item}月`),
        daysOf(year, month).map((item) => `${item}日`),
      ];
      return all.slice(0, depth);
    },
    detail: (chosen) => {
      const [year, month, day] = read3(chosen);
      return { value: [String(year), two(month), two(day)].slice(0, depth).join('-') };
    },
  };
}

function minutes(value: unknown, fallback: number): number {
  const found = /^(\d{1,2}):(\d{1,2})$/.exec(String(value ?? ''));
  return found === null ? fallback : Number(found[1]) * 60 + Number(found[2]);
}

function timeMode(read: Read): PickerMode {
  const from = minutes(read('start'), 0);
  const to = minutes(read('end'), 23 * 60 + 59);
  const now = new Date();
  const value = Math.min(to, Math.max(from, minutes(read('value'), now.getHours() * 60 + now.getMinutes())));
  const hours = numbers(Math.floor(from / 60), Math.floor(to / 60));
  const minutesOf = (hour: number): number[] => numbers(hour === hours[0] ? from % 60 : 0, hour === hours.at(-1) ? to % 60 : 59);
  const hourAt = (chosen: readonly number[]): number => hours[chosen[0] ?? 0] ?? 0;
  return {
    start: [hours.indexOf(Math.floor(value / 60)), Math.max(0, minutesOf(Math.floor(value / 60)).indexOf(value % 60))],
    columns: (chosen) => [hours.map(two), minutesOf(hourAt(chosen)).map(two)],
    detail: (chosen) => {
      const list = minutesOf(hourAt(chosen));
      return { value: `${two(hourAt(chosen))}:${two(list[Math.min(chosen[1] ?? 0, list.length - 1)] ?? 0)}` };
    },
  };
}

const NOTHING: Region = { name: '', code: '', children: [] };

export function regionMode(read: Read, regions: readonly Region[] = allRegions()): PickerMode {
  const levels = { province: 1, city: 2 };
  const level = read('level');
  const depth = typeof level === 'string' && level in levels ? levels[level as keyof typeof levels] : 3;
  const custom = String(read('customItem') ?? '');
  const withCustom = (list: readonly Region[]): readonly Region[] => (custom === '' ? list : [{ ...NOTHING, name: custom }, ...list]);
  const path = (chosen: readonly number[]): Region[] => {
    const found: Region[] = [];
    let list = withCustom(regions);
    for (let column = 0; column < depth; column += 1) {
      const here = list[Math.min(chosen[column] ?? 0, list.length - 1)] ?? NOTHING;
      found.push(here);
      list = withCustom(here.children);
    }
    return found;
  };
  const listsOf = (chosen: readonly number[]): (readonly Region[])[] => {
    const above = path(chosen);
    return Array.from({ length: depth }, (_, column) => withCustom(column === 0 ? regions : (above[column - 1] ?? NOTHING).children));
  };
  const start: number[] = [];
  for (let column = 0; column < depth; column += 1) {
    const names = (listsOf(start)[column] ?? []).map(({ name }) => name);
    start.push(Math.max(0, names.indexOf(String(listOf(read('value'))[column] ?? ''))));
  }
  return {
    start,
    columns: (chosen) => listsOf(chosen).map((list) => list.map(({ name }) => name)),
    detail: (chosen) => {
      const found = path(chosen);
      return { value: found.map(({ name }) => name), code: found.map(({ code }) => code), postcode: '' };
    },
  };
}

export function modeOf(mode: string, read: Read): PickerMode | undefined {
  if (mode === 'selector') return selector(read);
  if (mode === 'multiSelector') return multiSelector(read);
  if (mode === 'date') return dateMode(read);
  if (mode === 'time') return timeMode(read);
  return mode === 'region' ? regionMode(read) : undefined;
}
