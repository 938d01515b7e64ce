import { promotion } from '@shop/shared/contracts/promotions.ts';
import { serveActions } from '../_platform/serve.ts';
import { saveFlash, saveGroup, stopFlash, stopGroup } from '../_services/promotions/manage.ts';
import { flashSale, flashSales, groupBuys, joinableTeams, oneTeam } from '../_services/promotions/views.ts';

export const main = serveActions(promotion, {
  saveFlash: { access: 'marketing.write', run: saveFlash },
  stopFlash: { access: 'marketing.write', run: (input, caller) => stopFlash(input.saleId, caller) },
  saveGroup: { access: 'marketing.write', run: saveGroup },
  stopGroup: { access: 'marketing.write', run: (input, caller) => stopGroup(input.groupBuyId, caller) },
  flashSales: { access: 'signed-in', run: (input) => flashSales(input.productId) },
  flashSale: { access: 'signed-in', run: (input, caller) => flashSale(input.saleId, caller) },
  groupBuys: { access: 'signed-in', run: (input) => groupBuys(input.productId) },
  teams: { access: 'signed-in', run: (input, caller) => joinableTeams(input.groupBuyId, caller) },
  team: { access: 'signed-in', run: (input, caller) => oneTeam(input.teamId, caller) },
});
