import type { ReconciliationDocument, ReconciliationItem } from '@shop/shared/database/documents.ts';

/** What the reconciliation page shows. Pure: tested without a browser. */
export type DayTab = 'all' | ReconciliationDocument['status'];

export const DAY_LABELS: Readonly<Record<ReconciliationDocument['status'], string>> = {
  waiting: '等待账单',
  balanced: '相符',
  differs: '有差异',
  resolved: '已处理',
};

export const DAY_TABS: readonly { readonly key: DayTab; readonly label: string }[] = [
  { key: 'all', label: '全部' },
  ...(['differs', 'waiting', 'resolved', 'balanced'] as const).map((key) => ({ key, label: DAY_LABELS[key] })),
];

export function readDayTab(value: unknown): DayTab {
  return DAY_TABS.find((tab) => tab.key === value)?.key ?? 'all';
}

export function dayTone(status: ReconciliationDocument['status']): 'wait' | 'act' | 'move' | 'good' {
  const tones = { waiting: 'wait', balanced: 'good', differs: 'act', resolved: 'move' } as const;
  return tones[status];
}

/** `20261120` → `2026-11-20`. */
export function dayText(day: string): string {
  return day.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3');
}

export interface DifferenceList {
  readonly key: 'oursOnly' | 'theirsOnly' | 'amountDiffers';
  readonly title: string;
  readonly hint: string;
  readonly items: readonly ReconciliationItem[];
}

/** The three lists of a day; those that are dealt with stand last. */
export function differenceLists(day: ReconciliationDocument): DifferenceList[] {
  const sorted = (items: readonly ReconciliationItem[]): ReconciliationItem[] =>
    [...items].sort((left, right) => Number(left.resolved !== undefined) - Number(right.resolved !== undefined));
  return [
    { key: 'oursOnly', title: '我方有、微信没有', hint: '账上记了，微信账单里没有', items: sorted(day.oursOnly) },
    { key: 'theirsOnly', title: '微信有、我方没有', hint: '微信收付了，账上没有', items: sorted(day.theirsOnly) },
    { key: 'amountDiffers', title: '金额不一致', hint: '两边都有，金额不同', items: sorted(day.amountDiffers) },
  ];
}

export function openDifferences(day: ReconciliationDocument): number {
  return [...day.oursOnly, ...day.theirsOnly, ...day.amountDiffers].filter((item) => item.resolved === undefined).length + day.leftOff;
}

/** What WeChat has more than we, payments less refunds. Fen. */
export function netDifference({ ours, theirs }: ReconciliationDocument): number {
  return theirs.paidAmount - theirs.refundAmount - (ours.paidAmount - ours.refundAmount);
}

/** A day as the browser's date field gives it; null unless it is a day before today. */
export function readDay(text: string, today: string): string | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const day = text.replaceAll('-', '');
  return day < today ? day : null;
}
