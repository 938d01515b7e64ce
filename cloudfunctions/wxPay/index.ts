import { wxPay } from '@shop/shared/contracts/orders.ts';
import { serve } from '../_platform/serve.ts';
import { pay } from '../_services/payments/pay.ts';

export const main = serve(wxPay, { access: 'member', run: (input, caller) => pay(input.orderId, input.method, caller) });
