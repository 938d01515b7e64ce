import { flashOrder as contract } from '@shop/shared/contracts/orders.ts';
import { serve } from '../_platform/serve.ts';
import { submitOrder } from '../_services/orders/place.ts';

/** `submitOrder` for flash sales, in instances of its own: a thousand buyers at once keep nobody else from ordering. */
export const main = serve(contract, { access: 'member', run: submitOrder });
