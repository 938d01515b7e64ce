import type { AfterSaleDocument } from '@shop/shared/database/documents.ts';
import { CARRIERS, PARCEL_NUMBER } from '@shop/shared/domain/carriers.ts';
import { caseDetail, type CaseDetail } from '../../models/after-sale.ts';
import { confirm, dataOf, once, praise, say } from '@shop/shared/miniprogram/ask.ts';
import { call, ME } from '../../utils/cloud.ts';
import { live, livePage } from '../../utils/live-page.ts';
import { signedIn } from '../../utils/session.ts';

/** One case, live: where it stands, the parcel that goes back, and its withdrawal. */
livePage({
  data: {
    phase: 'loading' as 'loading' | 'ready' | 'gone' | 'error',
    error: '',
    view: null as CaseDetail | null,
    carriers: CARRIERS.map(({ code, name }) => ({ code, name })),
    company: '',
    number: '',
    stale: false,
  },
  caseId: '',

  onLoad(query) {
    this.caseId = query['id'] ?? '';
    void this.open();
  },

  async open() {
    if (!(await signedIn(this))) return;
    live(this).open<AfterSaleDocument>('case', {
      collection: 'afterSales',
      where: { _openid: ME, _id: this.caseId },
      limit: 1,
      onData: ([claim]) => (claim ? this.setData({ phase: 'ready', view: caseDetail(claim) }) : this.setData({ phase: 'gone' })),
      onState: live(this).tellStale,
    });
  },

  async withdraw() {
    if (!(await confirm('撤销申请？', '撤销后如仍有问题，可在售后期内重新申请', '撤销', true))) return;
    const went = await once(`withdraw:${this.caseId}`, () => call('afterSale', { action: 'withdraw', afterSaleId: this.caseId }), '请稍候');
    if (went) praise('已撤销');
  },

  pickCompany(event: WechatMiniprogram.BaseEvent) {
    this.setData({ company: dataOf(event, 'code') });
  },

  type(event: WechatMiniprogram.Input) {
    this.setData({ number: event.detail.value });
  },

  async send() {
    const { company } = this.data;
    const number = this.data.number.trim();
    if (company === '') {
      say('请选择快递公司');
      return;
    }
    if (!PARCEL_NUMBER.test(number)) {
      say('快递单号是 6 到 32 位字母或数字，请核对');
      return;
    }
    const went = await once(
      `return:${this.caseId}`,
      () => call('afterSale', { action: 'returnShipped', afterSaleId: this.caseId, company, number }),
      '正在提交',
    );
    if (went) praise('已提交');
  },

  showPhoto(event: WechatMiniprogram.BaseEvent) {
    void wx.previewImage({ urls: [...(this.data.view?.photos ?? [])], current: dataOf(event, 'path') });
  },

  toOrder() {
    const { view } = this.data;
    if (view) void wx.navigateTo({ url: `/pages/order/index?id=${view.orderId}` });
  },

  toList() {
    void wx.redirectTo({ url: '/pages/after-sales/index' });
  },

  retry() {
    this.setData({ phase: 'loading' });
    void this.open();
  },
});
