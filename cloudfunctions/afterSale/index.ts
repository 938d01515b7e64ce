import { afterSale } from '@shop/shared/contracts/after-sales.ts';
import { serveActions } from '../_platform/serve.ts';
import { apply, casePhotos, quoteRefund } from '../_services/after-sales/apply.ts';
import { applyForCustomer, quoteForCustomer } from '../_services/after-sales/for-customer.ts';
import { approve, closeReturn, receiveReturn, refundNow, reject, returnShipped, withdraw } from '../_services/after-sales/handle.ts';
import { markManual, retryRefund } from '../_services/payments/refunds.ts';

export const main = serveActions(afterSale, {
  quote: { access: 'member', run: quoteRefund },
  apply: { access: 'member', run: apply },
  withdraw: { access: 'member', run: withdraw },
  returnShipped: { access: 'member', run: returnShipped },
  staffQuote: { access: 'afterSales.open', run: quoteForCustomer },
  staffApply: { access: 'afterSales.open', run: applyForCustomer },
  closeReturn: { access: 'afterSales.handle', run: closeReturn },
  photos: { access: 'afterSales.handle', run: (input) => casePhotos(input.afterSaleId) },
  approve: { access: 'afterSales.handle', run: approve },
  reject: { access: 'afterSales.handle', run: reject },
  receiveReturn: { access: 'afterSales.receive', run: receiveReturn },
  refundNow: { access: 'afterSales.refund', run: refundNow },
  retryRefund: { access: 'afterSales.refund', run: (input, caller) => retryRefund(input.refundId, caller) },
  markManual: { access: 'afterSales.refund', run: (input, caller) => markManual(input.refundId, input.remark, caller) },
});
