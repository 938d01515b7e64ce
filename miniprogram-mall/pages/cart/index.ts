import type { CartDocument, ShopProductDocument, StockDocument } from '@shop/shared/database/documents.ts';
import { productsByIds } from '../../data/catalog.ts';
import { cartView, type CartRow, type CartView } from '../../models/cart.ts';
import type { StockOf } from '../../models/product.ts';
import { confirm, dataOf, messageOf, once, say, type DetailEvent } from '@shop/shared/miniprogram/ask.ts';
import { call, command, ME } from '../../utils/cloud.ts';
import { drawBadge, noteCart } from '../../utils/cart-count.ts';
import { toProduct } from '../../utils/go.ts';
import { live, livePage } from '../../utils/live-page.ts';
import { signedIn } from '../../utils/session.ts';

const CART_LIMIT = 200;
const QUANTITY_DELAY_MS = 350;
const UNDO_MS = 5000;

interface Undo {
  readonly name: string;
  readonly row: CartRow;
}

livePage({
  data: {
    phase: 'loading' as 'loading' | 'ready' | 'error',
    error: '',
    view: cartView([], { products: null, stocks: null, quantities: new Map(), ticks: new Map() }) as CartView,
    stale: false,
    undoName: '',
    bones: [1, 2, 3],
  },
  rows: [] as readonly CartRow[],
  products: null as Map<string, ShopProductDocument> | null,
  stocks: null as StockOf | null,
  watched: '',
  quantities: new Map<string, number>(),
  ticks: new Map<string, boolean>(),
  timers: new Map<string, number>(),
  undo: null as Undo | null,
  undoTimer: 0,

  onLoad() {
    this.quantities = new Map();
    this.ticks = new Map();
    this.timers = new Map();
    void this.open();
  },

  onShow() {
    drawBadge();
    // Prices and shelves may have changed while another page was open.
    if (this.rows.length > 0) void this.readProducts(true);
  },

  async open() {
    if (!(await signedIn(this))) return;
    live(this).open<CartDocument>('cart', {
      collection: 'cart',
      where: { _openid: ME },
      orderBy: [['createTime', 'desc']],
      limit: CART_LIMIT,
      onData: (rows) => this.take(rows),
      onState: live(this).tellStale,
    });
  },

  /** The cart as the server has it: what the customer set meanwhile stays until it is confirmed. */
  take(rows: readonly CartRow[]) {
    this.rows = rows;
    for (const row of rows) {
      if (this.quantities.get(row.skuId) === row.quantity) this.quantities.delete(row.skuId);
      if (this.ticks.get(row.skuId) === row.selected) this.ticks.delete(row.skuId);
    }
    noteCart(rows);
    this.show();
    void this.readProducts(false);
    this.watchStock();
  },

  show() {
    const { rows, products, stocks, quantities, ticks } = this;
    this.setData({ phase: 'ready', view: cartView(rows, { products, stocks, quantities, ticks }) });
  },

  async readProducts(again: boolean) {
    const known = this.products;
    const wanted = this.rows.map((row) => row.productId).filter((id) => again || !known?.has(id));
    if (wanted.length === 0) {
      this.products = known ?? new Map();
      this.show();
      return;
    }
    try {
      const found = await productsByIds(wanted);
      const next = new Map(again ? [] : this.products);
      for (const product of found) next.set(product._id, product);
      this.products = next;
      this.show();
    } catch (error) {
      if (this.products === null) this.setData({ phase: 'error', error: messageOf(error) });
    }
  },

  watchStock() {
    const ids = [...new Set(this.rows.map((row) => row.skuId))].sort();
    const key = ids.join();
    if (key === this.watched) return;
    this.watched = key;
    if (ids.length === 0) {
      live(this).close('stock');
      return;
    }
    live(this).open<StockDocument>('stock', {
      collection: 'products',
      where: { _id: command().in(ids) },
      limit: CART_LIMIT,
      onData: (docs) => {
        this.stocks = new Map(docs.map((stock) => [stock._id, stock]));
        this.show();
      },
    });
  },

  setQuantity(event: DetailEvent<number>) {
    this.want(dataOf(event, 'sku'), Number(event.detail));
  },

  reduce(event: WechatMiniprogram.BaseEvent) {
    const line = this.data.view.valid.find((candidate) => candidate.skuId === dataOf(event, 'sku'));
    if (line && line.reduceTo > 0) this.want(line.skuId, line.reduceTo);
  },

  /** Shows the new quantity at once and sends it when the customer has stopped tapping. */
  want(skuId: string, quantity: number) {
    if (!Number.isInteger(quantity) || quantity < 1) return;
    this.quantities.set(skuId, quantity);
    this.show();
    const waiting = this.timers.get(skuId);
    if (waiting !== undefined) clearTimeout(waiting);
    this.timers.set(
      skuId,
      setTimeout(() => void this.sendQuantity(skuId), QUANTITY_DELAY_MS),
    );
  },

  async sendQuantity(skuId: string) {
    const quantity = this.quantities.get(skuId);
    this.timers.delete(skuId);
    if (quantity === undefined) return;
    try {
      const { items } = await call('cart', { action: 'update', skuId, quantity });
      noteCart(items);
    } catch (error) {
      say(messageOf(error));
      if (this.quantities.get(skuId) === quantity) this.quantities.delete(skuId);
      this.show();
    }
  },

  over(event: DetailEvent<string>) {
    if (event.detail === 'plus') say(`最多可买 ${dataOf(event, 'left')} 件`);
    else say('最少买 1 件，左滑可以删除');
  },

  tick(event: WechatMiniprogram.BaseEvent) {
    const line = this.data.view.valid.find((candidate) => candidate.skuId === dataOf(event, 'sku'));
    if (line) void this.sendTicks([line.skuId], !line.selected);
  },

  tickAll() {
    const { valid, allChosen } = this.data.view;
    if (valid.length === 0) return;
    void this.sendTicks(
      valid.map((line) => line.skuId),
      !allChosen,
    );
  },

  async sendTicks(skuIds: readonly string[], selected: boolean) {
    for (const skuId of skuIds) this.ticks.set(skuId, selected);
    this.show();
    try {
      for (let from = 0; from < skuIds.length; from += 100) {
        await call('cart', { action: 'select', skuIds: skuIds.slice(from, from + 100), selected });
      }
    } catch (error) {
      say(messageOf(error));
      for (const skuId of skuIds) this.ticks.delete(skuId);
      this.show();
    }
  },

  openProduct(event: WechatMiniprogram.BaseEvent) {
    toProduct(dataOf(event, 'id'));
  },

  remove(event: WechatMiniprogram.BaseEvent) {
    const row = this.rows.find((candidate) => candidate.skuId === dataOf(event, 'sku'));
    if (!row) return;
    void once(`remove:${row.skuId}`, async () => {
      const name = this.products?.get(row.productId)?.name ?? '商品';
      const { items } = await call('cart', { action: 'remove', skuIds: [row.skuId] });
      noteCart(items);
      this.take(this.rows.filter((candidate) => candidate.skuId !== row.skuId));
      this.offerUndo({ name, row });
    });
  },

  offerUndo(undo: Undo) {
    this.undo = undo;
    this.setData({ undoName: undo.name });
    clearTimeout(this.undoTimer);
    this.undoTimer = setTimeout(() => this.setData({ undoName: '' }), UNDO_MS);
  },

  takeBack() {
    const { undo } = this;
    if (undo === null) return;
    this.undo = null;
    this.setData({ undoName: '' });
    void once('undo', async () => {
      const { productId, skuId, quantity, selected } = undo.row;
      const { items } = await call('cart', { action: 'add', productId, skuId, quantity });
      if (!selected) await call('cart', { action: 'select', skuIds: [skuId], selected: false });
      noteCart(items);
    });
  },

  async clearInvalid() {
    const skuIds = this.data.view.invalid.map((line) => line.skuId);
    if (!(await confirm('清空失效商品？', `共 ${skuIds.length} 件，清空后可重新加入`, '清空', true))) return;
    await once('clear', async () => {
      const { items } = await call('cart', { action: 'remove', skuIds: skuIds.slice(0, 100) });
      noteCart(items);
    });
  },

  checkout() {
    const { obstacle, deadTicks } = this.data.view;
    if (obstacle !== '') {
      say(obstacle);
      return;
    }
    void once('checkout', async () => {
      // What was set and not sent yet goes first: the order is made from the server's cart.
      for (const [skuId, timer] of [...this.timers]) {
        clearTimeout(timer);
        await this.sendQuantity(skuId);
      }
      if (deadTicks.length > 0) await call('cart', { action: 'select', skuIds: deadTicks.slice(0, 100), selected: false });
      await wx.navigateTo({ url: '/pages/confirm/index?from=cart' });
    });
  },

  toShop() {
    void wx.switchTab({ url: '/pages/home/index' });
  },

  retry() {
    this.setData({ phase: 'loading' });
    void this.open();
    if (this.rows.length > 0) void this.readProducts(true);
  },
});
