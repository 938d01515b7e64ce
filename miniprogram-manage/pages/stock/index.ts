import type { StockDocument } from '@shop/shared/database/documents.ts';
import type { LiveState } from '@shop/shared/client/live.ts';
import { inbox } from '../../data/inbox.ts';
import { searchStocks, STOCK_WINDOW } from '../../data/stock.ts';
import { chooseStocks, exactly, levelCounts, patchStocks, stockRow, type LevelFilter, type StockRow } from '../../models/stock.ts';
import { dataOf, say, scan } from '@shop/shared/miniprogram/ask.ts';
import { live, livePage } from '../../utils/live-page.ts';
import { can, signedIn } from '../../utils/session.ts';

const LEVELS: readonly { readonly level: LevelFilter; readonly label: string }[] = [
  { level: 'all', label: '全部' },
  { level: 'low', label: '低库存' },
  { level: 'out', label: '缺货' },
];

/** Rows drawn at first, and with every pull at the end of the list. */
const STEP = 30;

livePage({
  data: {
    levels: LEVELS,
    level: 'all' as LevelFilter,
    counts: { all: 0, low: 0, out: 0 } as Readonly<Record<LevelFilter, number>>,
    query: '',
    phase: 'loading' as 'loading' | 'ready' | 'error' | 'denied',
    error: '',
    rows: [] as StockRow[],
    total: 0,
    shown: STEP,
    stale: false,
  },
  stocks: [] as readonly StockDocument[],
  /** Found outside the watched window. */
  found: [] as readonly StockDocument[],
  state: 'connecting' as LiveState,

  onLoad() {
    void this.open();
  },

  onShow() {
    inbox.drawBadge();
  },

  async open() {
    this.setData({ phase: 'loading' });
    if (!(await signedIn(this))) return;
    if (!can('stock.read')) {
      this.setData({ phase: 'denied' });
      return;
    }
    live(this).open<StockDocument>('stock', {
      collection: 'products',
      where: {},
      orderBy: [['productId', 'asc']],
      limit: STOCK_WINDOW,
      onData: (stocks) => {
        // While the watch is broken a single read stands in for it, and that brings twenty documents at most.
        this.stocks = this.state === 'stale' ? patchStocks(this.stocks, stocks) : stocks;
        this.setData({ phase: 'ready', counts: levelCounts(this.stocks) });
        this.show();
      },
      onState: (state) => {
        this.state = state;
        this.setData({ stale: state === 'stale' && live(this).shown });
      },
    });
  },

  show() {
    const { level, query, shown } = this.data;
    const known = new Set(this.stocks.map((stock) => stock._id));
    const chosen = chooseStocks([...this.stocks, ...this.found.filter((stock) => !known.has(stock._id))], level, query);
    this.setData({ rows: chosen.slice(0, shown).map(stockRow), total: chosen.length });
  },

  async search(query: string) {
    this.found = [];
    this.setData({ query, shown: STEP });
    this.show();
    const word = query.trim();
    if (word === '' || this.stocks.length < STOCK_WINDOW) return;
    const found = await searchStocks(word).catch(() => []);
    if (this.data.query !== query) return;
    this.found = found;
    this.show();
  },

  type(event: WechatMiniprogram.Input) {
    void this.search(event.detail.value);
  },

  clear() {
    void this.search('');
  },

  async scan() {
    const code = await scan();
    if (code === null || code === '') return;
    await this.search(code);
    const only = exactly([...this.stocks, ...this.found], code);
    if (only !== null) void wx.navigateTo({ url: `/pages/sku/index?id=${only._id}` });
    else if (this.data.total === 0) say('没有这个条码的商品');
  },

  choose(event: WechatMiniprogram.BaseEvent) {
    const level = LEVELS.find((each) => each.level === dataOf(event, 'level'))?.level ?? 'all';
    this.setData({ level, shown: STEP });
    this.show();
  },

  onReachBottom() {
    if (this.data.shown >= this.data.total) return;
    this.setData({ shown: this.data.shown + STEP });
    this.show();
  },

  openSku(event: WechatMiniprogram.BaseEvent) {
    void wx.navigateTo({ url: `/pages/sku/index?id=${dataOf(event, 'id')}` });
  },

  toRecords() {
    void wx.navigateTo({ url: '/pages/records/index' });
  },

  retry() {
    void this.open();
  },
});
