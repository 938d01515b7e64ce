import { submitOrder as contract } from '@shop/shared/contracts/orders.ts';
import { serve } from '../_platform/serve.ts';
import { submitOrder } from '../_services/orders/place.ts';

export const main = serve(contract, { access: 'member', run: submitOrder });
