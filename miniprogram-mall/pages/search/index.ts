import { categories, shelf } from '../../data/catalog.ts';
import { categoryTree } from '../../models/catalog.ts';
import { productCard, type ProductCard } from '../../models/product.ts';
import { searchProducts, suggestions } from '../../models/search.ts';
import { confirm, dataOf, messageOf, type DetailEvent } from '@shop/shared/miniprogram/ask.ts';
import { pickProduct } from '../../utils/go.ts';
import { forgetSearches, rememberSearch, searchHistory } from '../../utils/history.ts';

const HOT_WORDS = 8;
const SUGGESTIONS = 8;
const CARDS_AT_ONCE = 20;

Page({
  data: {
    text: '',
    /** What the list below was searched for; empty while nothing was. */
    searched: '',
    history: [] as string[],
    hot: [] as string[],
    suggested: [] as string[],
    list: 'idle' as 'loading' | 'idle' | 'end' | 'error',
    error: '',
    products: [] as ProductCard[],
  },
  found: [] as readonly ProductCard[],

  onLoad() {
    this.setData({ history: searchHistory() });
    categories().then(
      (all) =>
        this.setData({
          hot: categoryTree(all)
            .flatMap((top) => top.children.slice(0, 2))
            .slice(0, HOT_WORDS)
            .map((child) => child.name),
        }),
      () => undefined,
    );
  },

  async type(event: DetailEvent<string>) {
    const text = event.detail;
    this.setData({ text, searched: '', products: [], list: 'idle', ...(text.trim() === '' ? { suggested: [] } : {}) });
    const known = await shelf().catch(() => []);
    if (this.data.text === text && this.data.searched === '') this.setData({ suggested: suggestions(text, known, SUGGESTIONS) });
  },

  clear() {
    this.found = [];
    this.setData({ text: '', searched: '', suggested: [], products: [], list: 'idle' });
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
    this.setData({ text, searched: text, suggested: [], products: [], list: 'loading', history: rememberSearch(text) });
    try {
      const [products, all] = await Promise.all([shelf(), categories()]);
      if (this.data.searched !== text) return;
      this.found = searchProducts(text, products, all).map(productCard);
      this.showCards(CARDS_AT_ONCE);
    } catch (error) {
      if (this.data.searched === text) this.setData({ list: 'error', error: messageOf(error) });
    }
  },

  showCards(count: number) {
    this.setData({ products: this.found.slice(0, count), list: count >= this.found.length ? 'end' : 'idle' });
  },

  onReachBottom() {
    if (this.data.searched !== '' && this.data.list === 'idle') this.showCards(this.data.products.length + CARDS_AT_ONCE);
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
