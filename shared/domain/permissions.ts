/**
 * What staff and admins may do. A role is a set of permissions; `staffAccess` holds what a person may do today, for the
 * functions to check and for the security rules to read.
 */
export const PERMISSIONS = {
  'orders.read': '查看订单',
  'orders.ship': '订单发货',
  'orders.cancel': '取消订单',
  'orders.remark': '备注订单',
  'orders.internal': '开内部订单',
  'orders.price': '改价',
  'orders.address': '改收货地址',
  'customers.read': '查看客户',
  'customers.write': '编辑客户',
  'afterSales.open': '代客申请售后',
  'afterSales.handle': '审核售后',
  'afterSales.receive': '签收退货',
  'afterSales.refund': '办理退款',
  'stock.read': '查看库存',
  'stock.write': '出入库',
  'stock.approve': '审核盘点',
  'prepaid.read': '查看预存',
  'prepaid.write': '预存登记与扣减',
  'products.read': '查看商品',
  'products.write': '编辑商品',
  'members.read': '查看会员',
  'members.points': '调整积分',
  'marketing.read': '查看营销',
  'marketing.write': '编辑营销活动',
  'members.balance': '调整余额',
  'finance.reconcile': '微信对账',
  'statistics.read': '查看统计',
  'system.init': '初始化系统',
} as const;

export type Permission = keyof typeof PERMISSIONS;

export interface RoleDefinition {
  readonly name: string;
  readonly label: string;
  readonly permissions: readonly Permission[];
}

const ALL = Object.keys(PERMISSIONS) as Permission[];

/** The roles a new shop starts with. */
export const BUILT_IN_ROLES: readonly RoleDefinition[] = [
  { name: 'super', label: '超级管理员', permissions: ALL },
  { name: 'manager', label: '店长', permissions: ALL.filter((permission) => permission !== 'system.init') },
  {
    name: 'order',
    label: '订单管理员',
    permissions: [
      'orders.read',
      'orders.ship',
      'orders.cancel',
      'orders.remark',
      'afterSales.open',
      'afterSales.handle',
      'afterSales.receive',
      'afterSales.refund',
      'orders.address',
      'stock.read',
      'products.read',
      'statistics.read',
    ],
  },
  {
    name: 'warehouse',
    label: '仓库员',
    permissions: ['orders.read', 'orders.ship', 'afterSales.receive', 'stock.read', 'stock.write', 'prepaid.read', 'products.read'],
  },
  {
    name: 'sales',
    label: '销售员',
    permissions: [
      'orders.read',
      'orders.remark',
      'orders.cancel',
      'orders.internal',
      'orders.price',
      'orders.address',
      'afterSales.open',
      'customers.read',
      'customers.write',
      'stock.read',
      'products.read',
      'members.read',
      'prepaid.read',
      'prepaid.write',
      'marketing.read',
    ],
  },
];

/** The areas that security rules know: one boolean each in a person's `staffAccess` document, true with the area's `.read`. */
export type AccessArea = 'orders' | 'stock' | 'products' | 'members' | 'customers' | 'prepaid' | 'marketing' | 'statistics';

export function accessAreas(permissions: readonly string[]): Record<AccessArea, boolean> {
  return {
    orders: permissions.includes('orders.read'),
    stock: permissions.includes('stock.read'),
    products: permissions.includes('products.read'),
    members: permissions.includes('members.read'),
    customers: permissions.includes('customers.read'),
    prepaid: permissions.includes('prepaid.read'),
    marketing: permissions.includes('marketing.read'),
    statistics: permissions.includes('statistics.read'),
  };
}
