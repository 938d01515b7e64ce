/** An amount of money: the whole yuan large, the rest small, and what it was before. */
Component({
  options: { styleIsolation: 'isolated' },
  properties: {
    /** `PriceText` of models/product. */
    value: { type: Object, value: { whole: '0', cents: '' } },
    size: { type: String, value: 'normal' },
    original: { type: String, value: '' },
    from: { type: Boolean, value: false },
  },
});
