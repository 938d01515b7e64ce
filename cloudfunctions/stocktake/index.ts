import { stocktake } from '@shop/shared/contracts/inventory.ts';
import { serveActions } from '../_platform/serve.ts';
import {
  approveStocktake,
  cancelStocktake,
  enterCount,
  getStocktake,
  listStocktakes,
  openStocktake,
  rejectStocktake,
  submitStocktake,
} from '../_services/inventory/stocktakes.ts';

export const main = serveActions(stocktake, {
  open: { access: 'stock.write', run: openStocktake },
  count: { access: 'stock.write', run: enterCount },
  submit: { access: 'stock.write', run: submitStocktake },
  reject: { access: 'stock.approve', run: rejectStocktake },
  approve: { access: 'stock.approve', run: approveStocktake },
  cancel: { access: 'stock.write', run: cancelStocktake },
  get: { access: 'stock.read', run: (input) => getStocktake(input.stocktakeId) },
  list: { access: 'stock.read', run: (input) => listStocktakes(input.before) },
});
