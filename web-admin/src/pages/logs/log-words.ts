import type { LoginLogDocument } from '@shop/shared/database/documents.ts';

/** Log entries in words. What has no word yet is shown as it was written. */
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
  'stock.in': '入库',
  'stock.out': '出库',
  'product.on': '上架',
  'product.off': '下架',
  'product.prices': '改价',
};

export function actionWord(action: string): string {
  return ACTIONS[action] ?? action;
}

/** Before and after as one short line each; empty for nothing. */
export function brief(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}
