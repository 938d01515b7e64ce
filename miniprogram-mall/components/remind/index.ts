import type { ReminderKind } from '@shop/shared/domain/reminders.ts';
import { say } from '@shop/shared/miniprogram/ask.ts';
import { shopConfig } from '../../data/catalog.ts';

/** Offers to be told something by WeChat once. Shows nothing where the shop has no template for it. */
Component({
  properties: {
    kinds: { type: Array, value: [] as ReminderKind[] },
    text: { type: String, value: '' },
  },
  data: { templates: [] as string[], accepted: false },
  lifetimes: {
    attached() {
      // Read ahead: WeChat takes the question only straight from a tap.
      void shopConfig()
        .then((config) => {
          const kinds = this.data.kinds as ReminderKind[];
          this.setData({ templates: kinds.flatMap((kind) => config?.messageTemplates?.[kind]?.templateId ?? []) });
        })
        .catch(() => undefined);
    },
  },
  methods: {
    async ask() {
      const { templates, accepted } = this.data;
      if (accepted) return;
      try {
        const answers = (await wx.requestSubscribeMessage({ tmplIds: templates })) as unknown as Record<string, string>;
        const some = templates.some((id) => answers[id] === 'accept');
        this.setData({ accepted: some });
        if (!some) say('没有开启提醒，可在订单详情里查看进度');
      } catch {
        say('提醒没能开启，请在微信设置里允许订阅消息');
      }
    },
  },
});
