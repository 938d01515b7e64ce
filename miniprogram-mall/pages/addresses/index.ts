import { addresses, chooseAddress } from '../../data/addresses.ts';
import { addressView, type AddressView } from '../../models/address.ts';
import { confirm, dataOf, messageOf, once, praise } from '@shop/shared/miniprogram/ask.ts';
import { call } from '../../utils/cloud.ts';
import { back } from '../../utils/go.ts';
import { signIn } from '../../utils/session.ts';

/** The customer's addresses; with `?choose=1` a tap picks one for the order that is being confirmed. */
Page({
  data: {
    phase: 'loading' as 'loading' | 'ready' | 'error',
    error: '',
    choosing: false,
    list: [] as AddressView[],
  },

  onLoad(query) {
    this.setData({ choosing: query['choose'] === '1' });
  },

  onShow() {
    void this.load();
  },

  async load() {
    try {
      await signIn();
      this.setData({ phase: 'ready', list: (await addresses()).map(addressView) });
    } catch (error) {
      if (this.data.phase !== 'ready') this.setData({ phase: 'error', error: messageOf(error) });
    }
  },

  choose(event: WechatMiniprogram.BaseEvent) {
    const id = dataOf(event, 'id');
    if (!this.data.choosing) {
      this.openEditor(id);
      return;
    }
    chooseAddress(id);
    back();
  },

  edit(event: WechatMiniprogram.BaseEvent) {
    this.openEditor(dataOf(event, 'id'));
  },

  add() {
    this.openEditor('');
  },

  openEditor(id: string) {
    void wx.navigateTo({ url: `/pages/address-edit/index${id === '' ? '' : `?id=${id}`}` });
  },

  async remove(event: WechatMiniprogram.BaseEvent) {
    const id = dataOf(event, 'id');
    if (!(await confirm('删除这个地址？', '已下的订单不受影响', '删除', true))) return;
    const went = await once(`address:${id}`, () => call('address', { action: 'remove', addressId: id }), '正在删除');
    if (!went) return;
    praise('已删除');
    await this.load();
  },

  retry() {
    this.setData({ phase: 'loading' });
    void this.load();
  },
});
