import { dataOf } from '@shop/shared/miniprogram/ask.ts';

/**
 * A product in a list. `mode`: `tile` in two columns, `row` beside its picture, `mini` in a zone's strip.
 * Opens the product by itself; `pick` asks the page to put it into the cart (detail `{id, sku}`, sku empty when there is a choice).
 */
Component({
  options: { styleIsolation: 'isolated' },
  properties: {
    /** `ProductCard` of models/product. */
    card: { type: Object, value: {} },
    mode: { type: String, value: 'tile' },
  },
  methods: {
    open(event: WechatMiniprogram.BaseEvent) {
      void wx.navigateTo({ url: `/pages/product/index?id=${dataOf(event, 'id')}` });
    },
    pick(event: WechatMiniprogram.BaseEvent) {
      this.triggerEvent('pick', { id: dataOf(event, 'id'), sku: dataOf(event, 'sku') });
    },
  },
});
