import type { StockRecordDocument } from '@shop/shared/database/documents.ts';
import { RECORDS_PAGE, stockRecords } from '../../data/stock.ts';
import { recordRow, type RecordRow } from '../../models/stock.ts';
import { dataOf, messageOf } from '@shop/shared/miniprogram/ask.ts';
import { can, signIn, turnAway } from '../../utils/session.ts';

/** The stock ledger of one stock-keeping unit or of all: what moved, why, and what was left. Pull down to read it anew. */
Page({
  data: {
    phase: 'loading' as 'loading' | 'ready' | 'error',
    error: '',
    rows: [] as RecordRow[],
    more: 'idle' as 'idle' | 'loading' | 'error' | 'end',
    ofOne: false,
  },
  skuId: '',
  records: [] as readonly StockRecordDocument[],

  onLoad(query) {
    this.skuId = query['id'] ?? '';
    this.setData({ ofOne: this.skuId !== '' });
    void this.open();
  },

  async open() {
    try {
      await signIn();
      if (!can('stock.read')) {
        this.setData({ phase: 'error', error: '你的岗位不能查看库存' });
        return;
      }
      this.take([], await stockRecords(this.skuId));
    } catch (error) {
      if (!turnAway(error)) this.setData({ phase: 'error', error: messageOf(error) });
    }
  },

  take(before: readonly StockRecordDocument[], page: readonly StockRecordDocument[]) {
    const known = new Set(before.map((record) => record._id));
    this.records = [...before, ...page.filter((record) => !known.has(record._id))];
    this.setData({ phase: 'ready', rows: this.records.map(recordRow), more: page.length < RECORDS_PAGE ? 'end' : 'idle' });
  },

  async loadMore() {
    const last = this.records[this.records.length - 1];
    if (!last || this.data.more === 'loading' || this.data.more === 'end') return;
    this.setData({ more: 'loading' });
    try {
      this.take(this.records, await stockRecords(this.skuId, last.createTime));
    } catch {
      this.setData({ more: 'error' });
    }
  },

  onReachBottom() {
    void this.loadMore();
  },

  async onPullDownRefresh() {
    await this.open();
    void wx.stopPullDownRefresh();
  },

  openSku(event: WechatMiniprogram.BaseEvent) {
    if (!this.data.ofOne) void wx.navigateTo({ url: `/pages/sku/index?id=${dataOf(event, 'id')}` });
  },

  retry() {
    this.setData({ phase: 'loading' });
    void this.open();
  },
});
