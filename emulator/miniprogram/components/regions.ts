import { REGION_TABLE } from './region-table.ts';

export interface Region {
  readonly name: string;
  /** Six digits of GB/T 2260. */
  readonly code: string;
  readonly children: readonly Region[];
}

function split(text: string): readonly [string, string] {
  return [text.slice(0, 2), text.slice(2)];
}

function city(province: string, text: string): Region {
  const [head = '', districts = ''] = text.split(':');
  const [digits, name] = split(head);
  const prefix = province + digits;
  return {
    name,
    code: `${prefix}00`,
    children: districts
      .split(',')
      .filter((district) => district !== '')
      .map((district) => ({ name: district.slice(2), code: prefix + district.slice(0, 2), children: [] })),
  };
}

export function parseRegions(table: string): readonly Region[] {
  return table
    .trim()
    .split('\n')
    .map((line) => {
      const [head = '', ...cities] = line.split('|');
      const [digits, name] = split(head);
      return { name, code: `${digits}0000`, children: cities.map((text) => city(digits, text)) };
    });
}

let parsed: readonly Region[] | undefined;

/** Provinces with their cities and districts; read when a region picker is first opened. */
export function regions(): readonly Region[] {
  parsed ??= parseRegions(REGION_TABLE);
  return parsed;
}
