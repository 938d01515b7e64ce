import { categories, productPager, type ProductPager } from '../../data/catalog.ts';
import { categoryTree } from '../../models/catalog.ts';
import { productCard, type ProductCard } from '../../models/product.ts';
import { confirm, dataOf, messageOf, type DetailEvent } from '../../utils/ask.ts';
import { pickProduct } from '../../utils/go.ts';
import { forgetSearches, rememberSearch, searchHistory } from '../../utils/history.ts';

const HOT_WORDS = 8;

Page({
  data: {
    text: '',
    /** What the list below was searched for; empty while nothing was. */
    searched: '',
    history: [] as string[],
    hot: [] as string[],
    list: 'idle' as 'loading' | 'idle' | 'more' | 'end' | 'error',
    error: '',
    products: [] as ProductCard[],
  },
  pager: null as ProductPager | null,

  onLoad() {
    this.setData({ history: searchHistory() });
    categories().then(
      (all) => this.setData({ hot: categoryTree(all).flatMap((top) => top.children.slice(0, 2)).slice(0, HOT_WORDS).map((child) => child.name) }),
      () => undefined,
    );
  },

  type(event: DetailEvent<string>) {
    this.setData({ text: event.detail });
    if (event.detail.trim() === '') this.clear();
  },

  clear() {
    this.pager = null;
    this.setData({ searched: '', products: [], list: 'idle' });
  },

  submit(event: DetailEvent<string>) {
    const typed = typeof event.detail === 'string' ? event.detail : this.data.text;
    void this.search(typed);
  },

  searchTyped() {
    void this.search(this.data.text);
  },

  searchWord(event: WechatMiniprogram.BaseEvent) {
    void this.search(dataOf(event, 'word'));
  },

  async search(typed: string) {
    const text = typed.trim().slice(0, 30);
    if (text === '') return;
    const pager = productPager({ text });
    this.pager = pager;
    this.setData({ text, searched: text, products: [], list: 'loading', history: rememberSearch(text) });
    await this.append(pager);
  },

  async append(pager: ProductPager) {
    try {
      const next = await pager.next();
      if (this.pager !== pager) return;
      this.setData({ products: [...this.data.products, ...next.map(productCard)], list: pager.ended ? 'end' : 'idle' });
    } catch (error) {
      if (this.pager === pager) this.setData({ list: 'error', error: messageOf(error) });
    }
  },

  onReachBottom() {
    if (this.data.list !== 'idle' || this.pager === null) return;
    this.setData({ list: 'more' });
    void this.append(this.pager);
  },

  retry() {
    void this.search(this.data.searched);
  },

  async forget() {
    if (!(await confirm('清空搜索记录？', '清空后不可恢复', '清空', true))) return;
    forgetSearches();
    this.setData({ history: [] });
  },

  pick(event: WechatMiniprogram.CustomEvent<{ id: string; sku: string }>) {
    pickProduct(event);
  },
});
