import { product } from '@shop/shared/contracts/staff.ts';
import { serveActions } from '../_platform/serve.ts';
import { removeFreight, saveFreight, setFreight } from '../_services/catalog/freight.ts';
import { setPrices, setStatus } from '../_services/catalog/products.ts';

export const main = serveActions(product, {
  setStatus: { access: 'products.write', run: (input, caller) => setStatus(input.productIds, input.status, caller) },
  setPrices: { access: 'products.write', run: (input, caller) => setPrices(input.productId, input.prices, caller) },
  saveFreight: { access: 'products.write', run: saveFreight },
  removeFreight: { access: 'products.write', run: (input, caller) => removeFreight(input.templateId, caller) },
  setFreight: { access: 'products.write', run: (input, caller) => setFreight(input.productIds, input.templateId, caller) },
});
