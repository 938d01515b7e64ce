import type { StockBatchDocument } from '@shop/shared/database/documents.ts';
import { beijingDay, DAY_MS } from '@shop/shared/domain/time.ts';

/** What the expiry page shows. Pure: tested without a browser. */
export type ExpiryTab = 'expired' | '7' | '30' | '90';

export const EXPIRY_TABS: readonly { readonly key: ExpiryTab; readonly label: string }[] = [
  { key: '30', label: '30 天内到期' },
  { key: '7', label: '7 天内到期' },
  { key: 'expired', label: '已过期' },
  { key: '90', label: '90 天内到期' },
];

export function readExpiryTab(value: unknown): ExpiryTab {
  return EXPIRY_TABS.find((tab) => tab.key === value)?.key ?? '30';
}

/** The last instant of the tab's batches. */
export function expiresBy(tab: ExpiryTab, now: Date): Date {
  return new Date(now.getTime() + (tab === 'expired' ? 0 : Number(tab) * DAY_MS));
}

export interface ExpiryState {
  readonly text: string;
  readonly tone: 'act' | 'wait' | 'plain';
}

/** By Beijing days, as a label is read: what expires today is still good today. */
export function expiryState(batch: Pick<StockBatchDocument, 'expiresAt'>, now: Date): ExpiryState {
  if (batch.expiresAt === null) return { text: '不过期', tone: 'plain' };
  const dayOf = (at: Date): number => {
    const day = beijingDay(at.getTime());
    return Date.UTC(Number(day.slice(0, 4)), Number(day.slice(4, 6)) - 1, Number(day.slice(6))) / DAY_MS;
  };
  const days = dayOf(batch.expiresAt) - dayOf(now);
  if (batch.expiresAt <= now) return { text: days === 0 ? '今天已过期' : `已过期 ${String(-days)} 天`, tone: 'act' };
  if (days === 0) return { text: '今天到期', tone: 'act' };
  return { text: `还有 ${String(days)} 天`, tone: days <= 7 ? 'wait' : 'plain' };
}
