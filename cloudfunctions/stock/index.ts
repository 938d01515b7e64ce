import { stock } from '@shop/shared/contracts/staff.ts';
import { serveActions } from '../_platform/serve.ts';
import { moveByHand, stockRecords } from '../_services/inventory/manual.ts';

export const main = serveActions(stock, {
  in: { access: 'stock.write', run: moveByHand },
  out: { access: 'stock.write', run: moveByHand },
  records: { access: 'stock.read', run: (input) => stockRecords(input.skuId, input.before) },
});
