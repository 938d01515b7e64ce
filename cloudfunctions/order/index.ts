import { order } from '@shop/shared/contracts/orders.ts';
import { serveActions } from '../_platform/serve.ts';
import { buyAgain, cancelOrder, confirmOrder, getOrder, removeOrder } from '../_services/orders/customer.ts';
import { cancelByStaff, remarkByStaff } from '../_services/orders/staff.ts';

export const main = serveActions(order, {
  get: { access: 'member', run: (input, caller) => getOrder(input.orderId, caller) },
  cancel: { access: 'member', run: (input, caller) => cancelOrder(input.orderId, input.reason, caller) },
  confirm: { access: 'member', run: (input, caller) => confirmOrder(input.orderId, caller) },
  remove: { access: 'member', run: (input, caller) => removeOrder(input.orderId, caller) },
  buyAgain: { access: 'member', run: (input, caller) => buyAgain(input.orderId, caller) },
  staffCancel: { access: 'orders.cancel', run: (input, caller) => cancelByStaff(input.orderId, input.reason, caller) },
  staffRemark: { access: 'orders.remark', run: (input, caller) => remarkByStaff(input.orderId, input.remark, caller) },
});
