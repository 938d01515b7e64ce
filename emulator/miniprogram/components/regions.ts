export interface Region {
  readonly name: string;
  readonly code: string;
  readonly children: readonly Region[];
}

export const REGIONS: readonly Region[] = [];
