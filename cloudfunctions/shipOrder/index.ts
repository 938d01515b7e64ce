import { shipOrder } from '@shop/shared/contracts/orders.ts';
import { done } from '../_platform/result.ts';
import { serve } from '../_platform/serve.ts';
import { ship } from '../_services/orders/fulfil.ts';
import { orderView } from '../_services/orders/view.ts';

export const main = serve(shipOrder, {
  access: 'orders.ship',
  run: async (input, caller) => {
    const shipped = await ship(input, caller);
    return shipped.ok ? done({ order: orderView(shipped.data) }) : shipped;
  },
});
