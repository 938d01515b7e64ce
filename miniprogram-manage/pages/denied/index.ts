import { CallRefused } from '@shop/shared/client/call.ts';
import { once, praise } from '@shop/shared/miniprogram/ask.ts';
import { myOpenid } from '../../utils/cloud.ts';
import { refusalText, signInAgain } from '../../utils/session.ts';

/** Where a person ends who is not (or no longer) staff: whom to ask, and what to hand him. */
Page({
  data: { text: '', openid: '' },

  onLoad() {
    this.setData({ text: refusalText() });
    void myOpenid().then((openid) => this.setData({ openid: openid ?? '' }));
  },

  copy() {
    void wx.setClipboardData({ data: this.data.openid }).then(() => praise('已复制'));
  },

  retry() {
    void once(
      'sign-in',
      async () => {
        try {
          await signInAgain();
        } catch (error) {
          if (error instanceof CallRefused && error.status !== 0) this.setData({ text: error.message });
          throw error;
        }
        void wx.switchTab({ url: '/pages/orders/index' });
      },
      '正在确认',
    );
  },
});
