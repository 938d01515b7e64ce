import { batchUpdateOrders } from '@shop/shared/contracts/internal-orders.ts';
import { serveActions } from '../_platform/serve.ts';
import { batchUpdate } from '../_services/orders/batch.ts';

export const main = serveActions(batchUpdateOrders, {
  ship: { access: 'orders.ship', run: batchUpdate },
  remark: { access: 'orders.remark', run: batchUpdate },
  cancel: { access: 'orders.cancel', run: batchUpdate },
  confirm: { access: 'orders.internal', run: batchUpdate },
});
