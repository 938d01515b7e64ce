import { initShopProducts } from '@shop/shared/contracts/staff.ts';
import { serveActions } from '../_platform/serve.ts';
import { fillDemoShop } from '../_services/system/demo.ts';

export const main = serveActions(initShopProducts, { demo: { access: 'system.init', run: () => fillDemoShop() } });
