import { buyAgain } from '../data/orders.ts';
import type { OrderAct } from '../models/order.ts';
import { confirm, once, praise, say } from '@shop/shared/miniprogram/ask.ts';
import { call } from './cloud.ts';

/** What a button of an order does, after asking where it cannot be undone. True when the order was changed. */
export async function actOnOrder(act: OrderAct, orderId: string): Promise<boolean> {
  switch (act) {
    case 'pay':
      void wx.navigateTo({ url: `/pages/pay/index?id=${orderId}` });
      return false;
    case 'track':
      void wx.navigateTo({ url: `/pages/order/index?id=${orderId}&focus=parcels` });
      return false;
    case 'again':
      return once(
        `again:${orderId}`,
        async () => {
          await buyAgain(orderId);
          await wx.switchTab({ url: '/pages/cart/index' });
          say('已放进购物车，确认后结算');
        },
        '正在加入',
      );
    case 'cancel':
      if (!(await confirm('取消订单？', '取消后商品会释放给其他人，使用的积分会退回', '取消订单', true))) return false;
      return done(act, orderId, '订单已取消');
    case 'refund':
      if (!(await confirm('取消并退款？', '订单还没发货，取消后款项按原路退回', '确定取消', true))) return false;
      return done(act, orderId, '已申请退款');
    case 'confirm':
      if (!(await confirm('确认收到货了吗？', '请在收到并检查商品后再确认', '确认收货'))) return false;
      return done(act, orderId, '已确认收货');
    case 'remove':
      if (!(await confirm('删除这个订单？', '删除后不再显示在你的订单里', '删除', true))) return false;
      return done(act, orderId, '已删除');
  }
}

function done(act: 'cancel' | 'refund' | 'confirm' | 'remove', orderId: string, text: string): Promise<boolean> {
  const action = act === 'refund' ? 'cancel' : act;
  return once(`${action}:${orderId}`, () => call('order', { action, orderId }), '请稍候').then((went) => {
    if (went) praise(text);
    return went;
  });
}
