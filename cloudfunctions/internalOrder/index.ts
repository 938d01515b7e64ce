import { internalOrder } from '@shop/shared/contracts/internal-orders.ts';
import { serveActions } from '../_platform/serve.ts';
import { confirmDraft } from '../_services/internal/confirm.ts';
import { cancelInternal, getInternal, listInternal, saveDraft } from '../_services/internal/drafts.ts';
import { bill, payAtCounter } from '../_services/internal/pay.ts';

export const main = serveActions(internalOrder, {
  save: { access: 'orders.internal', run: saveDraft },
  confirm: { access: 'orders.internal', run: (input, caller) => confirmDraft(input.orderId, caller) },
  pay: { access: 'orders.internal', run: (input, caller) => payAtCounter(input.orderId, input.method, caller) },
  bill: { access: 'orders.internal', run: (input, caller) => bill(input.orderId, caller) },
  cancel: { access: 'orders.internal', run: (input, caller) => cancelInternal(input.orderId, input.reason, caller) },
  get: { access: 'orders.read', run: (input) => getInternal(input.orderId) },
  list: { access: 'orders.read', run: listInternal },
});
