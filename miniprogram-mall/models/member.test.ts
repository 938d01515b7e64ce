import { expect, test } from 'vitest';
import { balanceRow, memberView, orderBadges } from './member.ts';

test('a member without a name is a WeChat user', () => {
  expect(memberView({ nickName: ' ', avatarUrl: '', level: 1, balance: 50_000, points: 1280 })).toEqual({
    name: '微信用户',
    avatar: '',
    letter: '微',
    level: 'V1 会员',
    balance: '500.00',
    points: '1280',
  });
});

test('badges count what waits', () => {
  const many = Array.from({ length: 100 }, () => ({ status: 'shipped' as const }));
  expect(orderBadges([...many, { status: 'paid' }, { status: 'completed' }])).toEqual({ pending_payment: '', paid: '1', shipped: '99+' });
});

test('a ledger row shows which way the money went', () => {
  const log = { _id: 'l', _openid: 'o', userId: 'o', orderId: null, operator: 'o', createTime: new Date(0) };
  expect(balanceRow({ ...log, type: 'pay', amount: -1250, balanceAfter: 48_750, reason: '' })).toMatchObject({
    title: '订单支付',
    change: '−12.50',
    gain: false,
    after: '余额 487.50',
  });
});
