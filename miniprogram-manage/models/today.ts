import type { DailyStatsDocument } from '@shop/shared/database/documents.ts';
import { formatYuan } from '@shop/shared/domain/money.ts';
import { PERMISSIONS, type Permission } from '@shop/shared/domain/permissions.ts';

export interface Figure {
  readonly label: string;
  readonly value: string;
}

/** The figures of the day for a glance. A day on which nothing has happened yet has no document. */
export function todayFigures(stats: DailyStatsDocument | null): Figure[] {
  return [
    { label: '成交额（元）', value: formatYuan(stats?.paidAmount ?? 0) },
    { label: '付款订单', value: String(stats?.paidOrders ?? 0) },
    { label: '已发货', value: String(stats?.shippedOrders ?? 0) },
    { label: '新会员', value: String(stats?.newMembers ?? 0) },
  ];
}

export interface PermissionGroup {
  readonly area: string;
  readonly words: readonly string[];
}

const AREAS: Readonly<Record<string, string>> = {
  orders: '订单',
  afterSales: '售后',
  customers: '客户',
  stock: '库存',
  prepaid: '预存',
  products: '商品',
  members: '会员',
  marketing: '营销',
  finance: '财务',
  statistics: '统计',
  system: '系统',
};

function isPermission(name: string): name is Permission {
  return name in PERMISSIONS;
}

/** What a person may do, in words, area by area in the order in which the shop names them. */
export function permissionGroups(held: readonly string[]): PermissionGroup[] {
  const known = Object.keys(PERMISSIONS).filter((name): name is Permission => isPermission(name) && held.includes(name));
  const groups = new Map<string, string[]>();
  for (const name of known) {
    const area = AREAS[name.split('.')[0] ?? ''] ?? '其他';
    groups.set(area, [...(groups.get(area) ?? []), PERMISSIONS[name]]);
  }
  return [...groups].map(([area, words]) => ({ area, words }));
}
