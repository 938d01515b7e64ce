import type { LoginLogDocument } from '@shop/shared/database/documents.ts';
import { carrierName } from '@shop/shared/domain/carriers.ts';
import { formatYuan } from '@shop/shared/domain/money.ts';
import { ORDER_STATUS_LABELS } from '@shop/shared/domain/order-lifecycle.ts';

/** Log entries in words. Pure: tested without a browser. What has no word yet is shown as it was written. */
export const LOGIN_RESULTS: Readonly<Record<LoginLogDocument['result'], string>> = {
  success: '登录成功',
  wrong_password: '密码错误',
  locked: '已锁定',
  disabled: '账号停用',
  unknown: '用户不存在',
};

const ACTIONS: Readonly<Record<string, string>> = {
  'order.ship': '订单发货',
  'order.cancel': '取消订单',
  'order.remark': '备注订单',
  'order.price': '订单改价',
  'order.address': '修改收货信息',
  'order.pack': '称重打包',
  'internal.confirm': '确认开单',
  'internal.pay': '柜台收款',
  'internal.bill': '发起微信收款',
  'internal.cancel': '作废开单',
  'afterSale.open': '代客申请售后',
  'afterSale.approve': '同意售后',
  'afterSale.reject': '拒绝售后',
  'afterSale.receive': '签收退货',
  'afterSale.refundNow': '直接退款',
  'afterSale.close': '关闭售后',
  'refund.retry': '重试退款',
  'refund.manual': '登记线下退款',
  'reconcile.run': '微信对账',
  'reconcile.resolve': '处理对账差异',
  'stock.in': '入库',
  'stock.out': '出库',
  'stock.loss': '报损',
  'stock.gift': '赠送出库',
  'stock.adjust': '调整库存',
  'stock.transfer': '调拨',
  'stock.configure': '修改库存设置',
  'stocktake.open': '新建盘点',
  'stocktake.submit': '提交盘点',
  'stocktake.reject': '退回盘点',
  'stocktake.approve': '盘点过账',
  'stocktake.cancel': '取消盘点',
  'product.on': '上架',
  'product.off': '下架',
  'product.prices': '改价',
  'product.freight': '更换运费模板',
  'product.delete': '删除商品',
  'freight.save': '修改运费模板',
  'freight.remove': '删除运费模板',
  'member.balance': '调整余额',
  'points.add': '调整积分',
  'coupon.create': '新建优惠券',
  'coupon.change': '修改优惠券',
  'coupon.issue': '发放优惠券',
  'coupon.stop': '停发优惠券',
  'coupon.resume': '恢复优惠券',
  'promotion.saveFlash': '修改秒杀',
  'promotion.stopFlash': '停止秒杀',
  'promotion.saveGroup': '修改拼团',
  'promotion.stopGroup': '停止拼团',
  'customer.create': '新建客户',
  'customer.change': '修改客户',
  'customer.address': '修改客户地址',
  'customer.prices': '设置专属价',
  'customer.receive': '登记客户付款',
  'customer.merge': '合并客户',
  'customer.undoMerge': '撤销合并',
  'system.clean': '清理测试数据',
  'system.collection': '创建集合',
  'system.indexes': '创建索引',
};

export function actionWord(action: string): string {
  return ACTIONS[action] ?? action;
}

const FIELDS: Readonly<Record<string, string>> = {
  status: '状态',
  reason: '原因',
  remark: '备注',
  quantity: '实物',
  reserved: '占用',
  pieces: '件数',
  parcels: '包裹',
};

/** The document itself, and how many it were: the target says both. */
const HIDDEN: readonly string[] = ['_id', 'changed'];

const STATUSES: Readonly<Record<string, string>> = { ...ORDER_STATUS_LABELS, on: '在售', off: '已下架' };

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A list of `{skuId, price}` is told as one field per SKU. */
function fieldsOf(value: unknown): Fields {
  if (
    Array.isArray(value) &&
    value.every((entry) => isFields(entry) && typeof entry['skuId'] === 'string' && typeof entry['price'] === 'number')
  ) {
    return Object.fromEntries((value as { skuId: string; price: number }[]).map(({ skuId, price }) => [skuId, `¥${formatYuan(price)}`]));
  }
  if (isFields(value)) return value;
  return value === null || value === undefined ? {} : { '': value };
}

function word(field: string, value: unknown): string {
  if (value === undefined || value === null || value === '') return '无';
  if (field === 'status') return STATUSES[String(value)] ?? String(value);
  if (Array.isArray(value))
    return value
      .map((entry) =>
        isFields(entry) && typeof entry['company'] === 'string'
          ? `${carrierName(entry['company'])} ${String(entry['number'])}`
          : word('', entry),
      )
      .join('，');
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}

export interface Change {
  readonly field: string;
  /** Null when nothing is known of before. */
  readonly before: string | null;
  readonly after: string;
}

/** What an operation changed, field by field; fields that stayed as they were are left out. */
export function changes(before: unknown, after: unknown): Change[] {
  const old = fieldsOf(before);
  return Object.entries(fieldsOf(after))
    .filter(([field, value]) => !HIDDEN.includes(field) && JSON.stringify(old[field]) !== JSON.stringify(value))
    .map(([field, value]) => ({
      field: FIELDS[field] ?? field,
      before: field in old ? word(field, old[field]) : null,
      after: word(field, value),
    }));
}
