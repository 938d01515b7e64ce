import { shipOrder } from '@shop/shared/contracts/orders.ts';
import { done } from '../_platform/result.ts';
import { serve } from '../_platform/serve.ts';
import { ship } from '../_services/orders/fulfil.ts';
import { pack } from '../_services/orders/pack.ts';
import { orderView } from '../_services/orders/view.ts';

export const main = serve(shipOrder, {
  access: 'orders.ship',
  run: async (input, caller) => {
    const outcome = 'parcels' in input ? await ship(input, caller) : await pack(input, caller);
    return outcome.ok ? done({ order: orderView(outcome.data) }) : outcome;
  },
});
