import type { StockDocument } from '@shop/shared/database/documents.ts';
import { stockRecords } from '../../data/stock.ts';
import { recordRow, stockDetail, type HandKind, type RecordRow, type StockDetail } from '../../models/stock.ts';
import { dataOf, messageOf, praise } from '@shop/shared/miniprogram/ask.ts';
import { live, livePage } from '../../utils/live-page.ts';
import { can, signedIn } from '../../utils/session.ts';

const RECENT = 8;

livePage({
  data: {
    phase: 'loading' as 'loading' | 'ready' | 'gone' | 'error',
    error: '',
    view: null as StockDetail | null,
    records: null as RecordRow[] | null,
    moreRecords: false,
    recordsError: '',
    kind: 'in' as HandKind,
    moving: false,
    canWrite: false,
    stale: false,
  },
  skuId: '',
  reading: 0,

  onLoad(query) {
    this.skuId = query['id'] ?? '';
    void this.open();
  },

  async open() {
    if (!(await signedIn(this))) return;
    if (!can('stock.read')) {
      this.setData({ phase: 'error', error: '你的岗位不能查看库存' });
      return;
    }
    this.setData({ canWrite: can('stock.write') });
    live(this).open<StockDocument>('stock', {
      collection: 'products',
      where: { _id: this.skuId },
      limit: 1,
      onData: ([stock]) => this.take(stock ?? null),
      onState: live(this).tellStale,
    });
  },

  take(stock: StockDocument | null) {
    if (stock === null) {
      this.setData({ phase: 'gone' });
      return;
    }
    const before = this.data.view;
    const view = stockDetail(stock);
    this.setData({ phase: 'ready', view });
    const moved = before === null || before.quantity !== view.quantity || before.reserved !== view.reserved;
    if (moved || this.data.records === null) void this.readRecords();
  },

  async readRecords() {
    this.reading += 1;
    const mine = this.reading;
    try {
      const records = await stockRecords(this.skuId);
      if (mine !== this.reading) return;
      this.setData({ records: records.slice(0, RECENT).map(recordRow), moreRecords: records.length > RECENT, recordsError: '' });
    } catch (error) {
      if (mine === this.reading) this.setData({ recordsError: messageOf(error) });
    }
  },

  move(event: WechatMiniprogram.BaseEvent) {
    this.setData({ kind: dataOf(event, 'kind') === 'out' ? 'out' : 'in', moving: true });
  },

  closeSheet({ detail: { moved } }: WechatMiniprogram.CustomEvent<{ moved?: boolean }>) {
    this.setData({ moving: false });
    if (moved) void this.readRecords();
  },

  copy(event: WechatMiniprogram.BaseEvent) {
    void wx.setClipboardData({ data: dataOf(event, 'text') }).then(() => praise('已复制'));
  },

  toRecords() {
    void wx.navigateTo({ url: `/pages/records/index?id=${this.skuId}` });
  },

  toStock() {
    void wx.switchTab({ url: '/pages/stock/index' });
  },

  retryRecords() {
    this.setData({ recordsError: '' });
    void this.readRecords();
  },

  retry() {
    this.setData({ phase: 'loading' });
    void this.open();
  },
});
