import { recharge } from '@shop/shared/contracts/finance.ts';
import { serveActions } from '../_platform/serve.ts';
import { adjustBalance, buyPackage, listPackages } from '../_services/finance/recharge.ts';

export const main = serveActions(recharge, {
  list: { access: 'signed-in', run: listPackages },
  buy: { access: 'member', run: buyPackage },
  adjust: { access: 'members.balance', run: adjustBalance },
});
