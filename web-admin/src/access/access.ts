import type { Permission } from '@shop/shared/domain/permissions.ts';

/**
 * What a person sees, from what he may do. One list says which permission every page needs; routes, the menu and the landing page
 * are read from it. It hides, it does not protect: the security rules and the functions do that.
 */
export type PageName =
  | 'dashboard'
  | 'orders'
  | 'afterSales'
  | 'products'
  | 'freight'
  | 'stock'
  | 'stocktakes'
  | 'batches'
  | 'coupons'
  | 'members'
  | 'reconciliations'
  | 'audit'
  | 'loginLogs'
  | 'operationLogs';

export interface PageAccess {
  readonly name: PageName;
  readonly path: string;
  readonly title: string;
  /** Any one of these opens the page; none means everybody who is signed in. */
  readonly anyOf: readonly Permission[];
  readonly group: 'trade' | 'people' | 'company';
}

export const PAGES: readonly PageAccess[] = [
  { name: 'dashboard', path: '/dashboard', title: '工作台', anyOf: [], group: 'trade' },
  { name: 'orders', path: '/orders', title: '订单', anyOf: ['orders.read'], group: 'trade' },
  { name: 'afterSales', path: '/after-sales', title: '售后', anyOf: ['orders.read'], group: 'trade' },
  { name: 'products', path: '/products', title: '商品', anyOf: ['products.read'], group: 'trade' },
  { name: 'freight', path: '/freight', title: '运费模板', anyOf: ['products.write'], group: 'trade' },
  { name: 'stock', path: '/stock', title: '库存', anyOf: ['stock.read'], group: 'trade' },
  { name: 'stocktakes', path: '/stocktakes', title: '盘点', anyOf: ['stock.read'], group: 'trade' },
  { name: 'batches', path: '/batches', title: '批次效期', anyOf: ['stock.read'], group: 'trade' },
  { name: 'coupons', path: '/coupons', title: '优惠券', anyOf: ['marketing.read'], group: 'people' },
  { name: 'members', path: '/members', title: '会员', anyOf: ['members.read'], group: 'people' },
  { name: 'reconciliations', path: '/reconciliations', title: '微信对账', anyOf: ['statistics.read'], group: 'company' },
  { name: 'audit', path: '/audit', title: '账目审计', anyOf: ['statistics.read'], group: 'company' },
  { name: 'operationLogs', path: '/logs/operations', title: '操作日志', anyOf: ['statistics.read'], group: 'company' },
  { name: 'loginLogs', path: '/logs/logins', title: '登录日志', anyOf: ['statistics.read'], group: 'company' },
];

export function can(permissions: readonly string[], permission: Permission): boolean {
  return permissions.includes(permission);
}

export function pageOf(name: string): PageAccess | null {
  return PAGES.find((page) => page.name === name) ?? null;
}

/** An unknown page is open to nobody. */
export function mayOpen(permissions: readonly string[], name: string): boolean {
  const page = pageOf(name);
  if (!page) return false;
  return page.anyOf.length === 0 || page.anyOf.some((permission) => permissions.includes(permission));
}

/** The menu of a person, in the order of {@link PAGES}; groups without a page are left out. */
export function menuFor(permissions: readonly string[]): { readonly group: PageAccess['group']; readonly pages: readonly PageAccess[] }[] {
  return (['trade', 'people', 'company'] as const)
    .map((group) => ({ group, pages: PAGES.filter((page) => page.group === group && mayOpen(permissions, page.name)) }))
    .filter((entry) => entry.pages.length > 0);
}

/** Where a person goes after he signed in: back to the page he asked for when it is one of the console's and his, else to the first of his pages. */
export function landingPath(permissions: readonly string[], wanted: unknown): string {
  const page =
    typeof wanted === 'string'
      ? PAGES.find(
          (candidate) => wanted === candidate.path || wanted.startsWith(`${candidate.path}/`) || wanted.startsWith(`${candidate.path}?`),
        )
      : undefined;
  if (typeof wanted === 'string' && page && mayOpen(permissions, page.name)) return wanted;
  return PAGES.find((candidate) => mayOpen(permissions, candidate.name))?.path ?? '/dashboard';
}
