import { call } from './utils/cloud.ts';
import { noteCart } from './utils/cart-count.ts';
import { signIn } from './utils/session.ts';

App({
  onLaunch() {
    signIn()
      .then(() => call('cart', { action: 'list' }))
      .then(({ items }) => noteCart(items))
      // Every page that needs the customer signs in again and says what is wrong.
      .catch(() => undefined);
  },
});
