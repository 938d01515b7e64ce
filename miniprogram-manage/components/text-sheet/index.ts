import { dataOf } from '@shop/shared/miniprogram/ask.ts';

/** Asks for a sentence, with ready ones to tap. Tells `submit` with `{ text }` and `close`. */
Component({
  options: { styleIsolation: 'isolated' },
  properties: {
    show: { type: Boolean, value: false },
    title: { type: String, value: '' },
    note: { type: String, value: '' },
    chips: { type: Array, value: [] as string[] },
    value: { type: String, value: '' },
    placeholder: { type: String, value: '' },
    max: { type: Number, value: 100 },
    button: { type: String, value: '确定' },
    danger: { type: Boolean, value: false },
    required: { type: Boolean, value: false },
  },
  data: { text: '' },
  observers: {
    show(show: boolean) {
      if (show) this.setData({ text: this.data.value });
    },
  },
  methods: {
    type(event: WechatMiniprogram.TextareaInput) {
      this.setData({ text: event.detail.value });
    },
    take(event: WechatMiniprogram.BaseEvent) {
      this.setData({ text: dataOf(event, 'text') });
    },
    submit() {
      const text = this.data.text.trim();
      if (this.data.required && text === '') return;
      this.triggerEvent('submit', { text });
    },
    close() {
      this.triggerEvent('close');
    },
  },
});
