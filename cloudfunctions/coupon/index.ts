import { coupon } from '@shop/shared/contracts/coupons.ts';
import { serveActions } from '../_platform/serve.ts';
import { claimCoupon } from '../_services/coupons/claim.ts';
import { issueCoupons } from '../_services/coupons/issue.ts';
import { myCoupons } from '../_services/coupons/mine.ts';
import { saveTemplate, setTemplateStatus, templateUsage } from '../_services/coupons/templates.ts';
import { couponsFor } from '../_services/orders/place.ts';

export const main = serveActions(coupon, {
  claim: { access: 'member', run: claimCoupon },
  mine: { access: 'member', run: (input, caller) => myCoupons(input.status, input.before, caller) },
  available: { access: 'member', run: couponsFor },
  save: { access: 'marketing.write', run: saveTemplate },
  stop: { access: 'marketing.write', run: (input, caller) => setTemplateStatus(input.couponId, 'stopped', caller) },
  resume: { access: 'marketing.write', run: (input, caller) => setTemplateStatus(input.couponId, 'on', caller) },
  issue: { access: 'marketing.write', run: issueCoupons },
  usage: { access: 'marketing.read', run: (input) => templateUsage(input.couponId) },
});
