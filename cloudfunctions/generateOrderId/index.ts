import { generateOrderId } from '@shop/shared/contracts/orders.ts';
import { done } from '../_platform/result.ts';
import { serve } from '../_platform/serve.ts';
import { nextOrderNumber } from '../_services/orders/numbers.ts';

export const main = serve(generateOrderId, {
  access: 'orders.ship',
  run: async () => done({ orderNo: await nextOrderNumber(Date.now()) }),
});
