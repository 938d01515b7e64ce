import type { BalanceLogDocument, MemberDocument, OrderDocument, PointsLogDocument } from '@shop/shared/database/documents.ts';
import { formatYuan } from '@shop/shared/domain/money.ts';
import { formatDateTime } from '@shop/shared/domain/time.ts';
import { asset } from '../utils/assets.ts';

export interface MemberView {
  readonly name: string;
  readonly avatar: string;
  readonly letter: string;
  readonly level: string;
  readonly balance: string;
  readonly points: string;
}

export const DEFAULT_NAME = '微信用户';

export function memberView(member: Pick<MemberDocument, 'nickName' | 'avatarUrl' | 'level' | 'balance' | 'points'>): MemberView {
  const name = member.nickName.trim() || DEFAULT_NAME;
  return {
    name,
    avatar: asset(member.avatarUrl),
    letter: name.slice(0, 1),
    level: `V${String(member.level)} 会员`,
    balance: formatYuan(member.balance),
    points: String(member.points),
  };
}

/** Orders that wait for something, by state, as badges: empty, `3`, `99+`. */
export function orderBadges(orders: readonly Pick<OrderDocument, 'status'>[]): Record<'pending_payment' | 'paid' | 'shipped', string> {
  const count = (status: OrderDocument['status']): string => {
    const number = orders.filter((order) => order.status === status).length;
    return number === 0 ? '' : number > 99 ? '99+' : String(number);
  };
  return { pending_payment: count('pending_payment'), paid: count('paid'), shipped: count('shipped') };
}

export interface LedgerRow {
  readonly id: string;
  readonly title: string;
  readonly time: string;
  readonly change: string;
  readonly gain: boolean;
  readonly after: string;
}

const signed = (gain: boolean, amount: string): string => `${gain ? '+' : '−'}${amount}`;

export function balanceRow(log: BalanceLogDocument): LedgerRow {
  const gain = log.amount >= 0;
  return {
    id: log._id,
    title: log.reason || { recharge: '充值', gift: '充值赠送', pay: '订单支付', refund: '订单退款', adjust: '余额调整' }[log.type],
    time: formatDateTime(log.createTime),
    change: signed(gain, formatYuan(Math.abs(log.amount))),
    gain,
    after: `余额 ${formatYuan(log.balanceAfter)}`,
  };
}

export function pointsRow(log: PointsLogDocument): LedgerRow {
  const gain = log.points >= 0;
  return {
    id: log._id,
    title: log.reason || { earn: '消费得积分', spend: '下单抵扣', return: '积分退回', adjust: '积分调整' }[log.type],
    time: formatDateTime(log.createTime),
    change: signed(gain, String(Math.abs(log.points))),
    gain,
    after: `剩余 ${String(log.pointsAfter)}`,
  };
}
