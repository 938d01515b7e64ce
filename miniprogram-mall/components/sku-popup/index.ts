import { clampPieces, MAX_PIECES, type SkuChoice } from '../../models/product.ts';
import { dataOf, say, type DetailEvent } from '@shop/shared/miniprogram/ask.ts';

/**
 * Choice of a variant and a number of pieces, with live stock.
 * Events: `close`; `change {skuId, quantity}`; `done {mode: 'cart' | 'buy', skuId, quantity}`.
 */
Component({
  options: { styleIsolation: 'isolated' },
  properties: {
    show: { type: Boolean, value: false },
    image: { type: String, value: '' },
    unit: { type: String, value: '件' },
    /** `SkuChoice[]` of models/product. */
    choices: { type: Array, value: [] as SkuChoice[] },
    skuId: { type: String, value: '' },
    quantity: { type: Number, value: 1 },
    /** Which buttons stand at the foot: `cart`, `buy` or `both`. */
    mode: { type: String, value: 'both' },
  },
  data: { chosen: null as SkuChoice | null, max: MAX_PIECES },
  observers: {
    'choices, skuId'(choices: readonly SkuChoice[], skuId: string) {
      const chosen = choices.find((choice) => choice.skuId === skuId) ?? null;
      this.setData({ chosen, max: Math.max(1, Math.min(MAX_PIECES, chosen?.left ?? MAX_PIECES)) });
    },
  },
  methods: {
    close() {
      this.triggerEvent('close');
    },
    choose(event: WechatMiniprogram.BaseEvent) {
      const skuId = dataOf(event, 'id');
      const choice = this.data.choices.find((candidate) => candidate.skuId === skuId);
      if (!choice) return;
      if (choice.soldOut) {
        say('这个规格已售罄，看看其他规格');
        return;
      }
      this.triggerEvent('change', { skuId, quantity: clampPieces(this.data.quantity, choice.left) });
    },
    count(event: DetailEvent<number>) {
      this.triggerEvent('change', { skuId: this.data.skuId, quantity: clampPieces(event.detail, this.data.chosen?.left ?? null) });
    },
    over(event: DetailEvent<string>) {
      if (event.detail === 'plus' && this.data.chosen?.left !== null) say(`最多可买 ${String(this.data.max)} 件`);
    },
    done(event: WechatMiniprogram.BaseEvent) {
      const { chosen, quantity } = this.data;
      if (!chosen || chosen.soldOut) {
        say('请选择有货的规格');
        return;
      }
      this.triggerEvent('done', { mode: dataOf(event, 'mode'), skuId: chosen.skuId, quantity: clampPieces(quantity, chosen.left) });
    },
  },
});
