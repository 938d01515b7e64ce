import type { Resource } from '../../../../usage/projection.ts';
import { bytes } from '../../feed-text.ts';

export const RESOURCE_NAMES: Readonly<Record<Resource, string>> = {
  reads: '数据库读',
  writes: '数据库写',
  calls: '云函数调用',
  gbs: '资源使用量',
  bytesOut: '流出',
};

function plain(value: number): string {
  if (value >= 10_000) return `${trim(value / 10_000)} 万`;
  return trim(value);
}

function trim(value: number): string {
  if (value === 0) return '0';
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 4;
  return String(Number(value.toFixed(digits)));
}

/** `12.5`, `0.31 GBs`, `1.2 KB`. */
export function amountText(resource: Resource, value: number): string {
  if (resource === 'bytesOut') return value >= 1024 ** 3 ? `${trim(value / 1024 ** 3)} GB` : bytes(Math.round(value));
  return resource === 'gbs' ? `${plain(value)} GBs` : plain(value);
}

/** A quota: `5 万/天`. */
export function quotaText(resource: Resource, amount: number, per: 'day' | 'month'): string {
  return `${amountText(resource, amount)}/${per === 'day' ? '天' : '月'}`;
}

/** Whole units a day. */
export function carriedText(units: number): string {
  return units >= 10_000 ? `${trim(units / 10_000)} 万` : String(units);
}
