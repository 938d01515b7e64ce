import { asset } from '../../utils/assets.ts';

/** What stands where nothing is: a drawing, a sentence, and what to do next. `kind`: cart, orders, search, address, error. */
const PICTURES: Readonly<Record<string, string>> = {
  cart: '/assets/empty/cart.svg',
  orders: '/assets/empty/orders.svg',
  search: '/assets/empty/search.svg',
  address: '/assets/empty/address.svg',
};

Component({
  options: { styleIsolation: 'isolated' },
  properties: {
    kind: { type: String, value: 'search' },
    text: { type: String, value: '' },
    advice: { type: String, value: '' },
    action: { type: String, value: '' },
  },
  data: { picture: '' },
  observers: {
    kind(kind: string) {
      this.setData({ picture: asset(PICTURES[kind]) });
    },
  },
  methods: {
    act() {
      this.triggerEvent('act');
    },
  },
});
