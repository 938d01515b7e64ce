import { product } from '@shop/shared/contracts/staff.ts';
import { serveActions } from '../_platform/serve.ts';
import { setPrices, setStatus } from '../_services/catalog/products.ts';

export const main = serveActions(product, {
  setStatus: { access: 'products.write', run: (input, caller) => setStatus(input.productIds, input.status, caller) },
  setPrices: { access: 'products.write', run: (input, caller) => setPrices(input.productId, input.prices, caller) },
});
