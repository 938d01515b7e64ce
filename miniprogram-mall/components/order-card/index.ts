import { countdown } from '../../models/order.ts';
import { dataOf } from '@shop/shared/miniprogram/ask.ts';
import { serverNow } from '../../utils/cloud.ts';

/** An order in the list. Events: `act {act, id}`. Opens the order by itself; counts an unpaid order's time down. */
Component({
  options: { styleIsolation: 'isolated' },
  properties: {
    /** `OrderCard` of models/order. */
    card: { type: Object, value: {} },
    /** The page's clock in ms of the server's time: the page ticks once a second for all its cards. */
    now: { type: Number, value: 0 },
  },
  data: { left: '' },
  observers: {
    'card, now'(card: { readonly deadline?: number }, now: number) {
      const left = card.deadline ? countdown(card.deadline - (now || serverNow())) : '';
      if (left !== this.data.left) this.setData({ left });
    },
  },
  methods: {
    open(event: WechatMiniprogram.BaseEvent) {
      void wx.navigateTo({ url: `/pages/order/index?id=${dataOf(event, 'id')}` });
    },
    act(event: WechatMiniprogram.BaseEvent) {
      this.triggerEvent('act', { act: dataOf(event, 'act'), id: dataOf(event, 'id') });
    },
  },
});
