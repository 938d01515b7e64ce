import { cart } from '@shop/shared/contracts/members.ts';
import { done } from '../_platform/result.ts';
import { serveActions } from '../_platform/serve.ts';
import { addToCart, listCart, removeFromCart, select, setQuantity } from '../_services/members/cart.ts';

export const main = serveActions(cart, {
  add: { access: 'member', run: (input, caller) => addToCart(caller.identity, input) },
  update: { access: 'member', run: (input, caller) => setQuantity(caller.identity, input.skuId, input.quantity) },
  remove: { access: 'member', run: (input, caller) => removeFromCart(caller.identity, input.skuIds) },
  select: { access: 'member', run: (input, caller) => select(caller.identity, input.skuIds, input.selected) },
  list: { access: 'member', run: async (_input, caller) => done({ items: await listCart(caller.identity) }) },
});
