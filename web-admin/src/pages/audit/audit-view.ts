import type { AuditRunDocument } from '@shop/shared/database/documents.ts';
import type { Violation } from '@shop/shared/domain/audit/violation.ts';

/** What the audit page shows. Pure: tested without a browser. */
const AREAS: Readonly<Record<string, string>> = {
  stock: '库存',
  order: '订单',
  payment: '收款',
  refund: '退款',
  purse: '余额、积分与挂账',
  coupon: '优惠券',
  flash: '秒杀',
  team: '拼团',
  batch: '批次',
  stocktake: '盘点',
  case: '售后',
  customer: '客户',
  member: '会员',
  notice: '提醒',
};

export function areaOf(check: string): string {
  return AREAS[check.split('.')[0] ?? ''] ?? '其他';
}

export interface ViolationGroup {
  readonly area: string;
  readonly violations: readonly Violation[];
}

/** By area, the largest group first. */
export function violationGroups(violations: readonly Violation[]): ViolationGroup[] {
  const groups = new Map<string, Violation[]>();
  for (const violation of violations) {
    const area = areaOf(violation.check);
    groups.set(area, [...(groups.get(area) ?? []), violation]);
  }
  return [...groups]
    .map(([area, found]) => ({ area, violations: found }))
    .sort((left, right) => right.violations.length - left.violations.length || left.area.localeCompare(right.area, 'zh'));
}

/** Documents looked at so far. */
export function lookedAt(run: Pick<AuditRunDocument, 'counts'>): number {
  return Object.values(run.counts).reduce((sum, count) => sum + count, 0);
}

export function runState(run: Pick<AuditRunDocument, 'status' | 'found'>): {
  readonly label: string;
  readonly tone: 'move' | 'act' | 'good';
} {
  if (run.status === 'running') return { label: '进行中', tone: 'move' };
  return run.found > 0 ? { label: `${String(run.found)} 处不符`, tone: 'act' } : { label: '全部相符', tone: 'good' };
}

/** `3 分 20 秒`. */
export function durationText(run: Pick<AuditRunDocument, 'startTime' | 'endTime'>): string {
  if (run.endTime === null) return '—';
  const seconds = Math.max(0, Math.round((run.endTime.getTime() - run.startTime.getTime()) / 1000));
  return seconds < 60 ? `${String(seconds)} 秒` : `${String(Math.floor(seconds / 60))} 分 ${String(seconds % 60)} 秒`;
}

/** Where a violation's document can be looked at; null where the console has no page for it. */
export function subjectPage({ check, subject }: Violation): { readonly name: string; readonly query: Record<string, string> } | null {
  const area = check.split('.')[0];
  if (area === 'order') return { name: 'orders', query: { order: subject } };
  if (area === 'case') return { name: 'afterSales', query: { case: subject } };
  if (area === 'stocktake') return { name: 'stocktakes', query: { stocktake: subject } };
  return null;
}
