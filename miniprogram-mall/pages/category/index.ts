import { categories, productPager, type ProductPager } from '../../data/catalog.ts';
import { categoryTree, type CategoryBranch } from '../../models/catalog.ts';
import { productCard, type ProductCard } from '../../models/product.ts';
import { dataOf, messageOf } from '@shop/shared/miniprogram/ask.ts';
import { drawBadge } from '../../utils/cart-count.ts';
import { pickProduct } from '../../utils/go.ts';

interface Chip {
  readonly id: string;
  readonly name: string;
}

let pager: ProductPager | null = null;
let tree: readonly CategoryBranch[] = [];

const ALL: Chip = { id: '', name: '全部' };

Page({
  data: {
    phase: 'loading' as 'loading' | 'ready' | 'error',
    error: '',
    tops: [] as Chip[],
    top: '',
    seconds: [] as Chip[],
    second: '',
    thirds: [] as Chip[],
    third: '',
    list: 'loading' as 'loading' | 'idle' | 'more' | 'end' | 'error',
    products: [] as ProductCard[],
    scrollTop: 0,
  },

  onLoad() {
    void this.load();
  },

  onShow() {
    drawBadge();
  },

  async load() {
    this.setData({ phase: 'loading' });
    try {
      tree = categoryTree(await categories());
      const first = tree[0];
      this.setData({ phase: 'ready', tops: tree.map(({ id, name }) => ({ id, name })) });
      if (first) this.showTop(first.id);
    } catch (error) {
      this.setData({ phase: 'error', error: messageOf(error) });
    }
  },

  showTop(id: string) {
    const branch = tree.find((candidate) => candidate.id === id);
    const children = branch?.children ?? [];
    this.setData({
      top: id,
      seconds: [ALL, ...children.map((child) => ({ id: child.id, name: child.name }))],
      second: '',
      thirds: [],
      third: '',
    });
    void this.reload();
  },

  chooseTop(event: WechatMiniprogram.BaseEvent) {
    const id = dataOf(event, 'id');
    if (id !== this.data.top) this.showTop(id);
  },

  chooseSecond(event: WechatMiniprogram.BaseEvent) {
    const id = dataOf(event, 'id');
    const children = tree.find((top) => top.id === this.data.top)?.children.find((second) => second.id === id)?.children ?? [];
    const thirds = children.length > 0 ? [ALL, ...children.map((child) => ({ id: child.id, name: child.name }))] : [];
    this.setData({ second: id, thirds, third: '' });
    void this.reload();
  },

  chooseThird(event: WechatMiniprogram.BaseEvent) {
    this.setData({ third: dataOf(event, 'id') });
    void this.reload();
  },

  async reload() {
    const { top, second, third } = this.data;
    const mine = productPager({ categoryId: third || second || top });
    pager = mine;
    this.setData({ list: 'loading', products: [], scrollTop: 0 });
    await this.append(mine);
  },

  async append(mine: ProductPager) {
    try {
      const next = await mine.next();
      // Another branch was opened meanwhile: these goods belong to the one that was left.
      if (pager !== mine) return;
      this.setData({ products: [...this.data.products, ...next.map(productCard)], list: mine.ended ? 'end' : 'idle' });
    } catch {
      if (pager === mine) this.setData({ list: 'error' });
    }
  },

  loadMore() {
    if (this.data.list !== 'idle' || pager === null) return;
    this.setData({ list: 'more' });
    void this.append(pager);
  },

  retryList() {
    if (this.data.products.length > 0 && pager !== null) void this.append(pager);
    else void this.reload();
  },

  retry() {
    void this.load();
  },

  search() {
    void wx.navigateTo({ url: '/pages/search/index' });
  },

  pick(event: WechatMiniprogram.CustomEvent<{ id: string; sku: string }>) {
    pickProduct(event);
  },
});
