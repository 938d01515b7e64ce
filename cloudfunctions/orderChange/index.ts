import { orderChange } from '@shop/shared/contracts/internal-orders.ts';
import { serveActions } from '../_platform/serve.ts';
import { changeAddress, changePrice, changeRemark } from '../_services/orders/change.ts';
import { historiesOf } from '../_services/orders/histories.ts';

export const main = serveActions(orderChange, {
  changePrice: { access: 'orders.price', run: changePrice },
  changeAddress: { access: 'orders.address', run: changeAddress },
  remark: { access: 'orders.remark', run: changeRemark },
  histories: { access: 'orders.read', run: (input) => historiesOf(input.orderId) },
});
