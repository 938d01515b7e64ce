import { customer } from '@shop/shared/contracts/customers.ts';
import { serveActions } from '../_platform/serve.ts';
import { removeCustomerAddress, saveCustomerAddress, setCustomerPrices } from '../_services/customers/belongings.ts';
import { getCustomer, listCustomers, saveCustomer } from '../_services/customers/customers.ts';
import { listMerges, mergeCustomers, undoMerge } from '../_services/customers/merge.ts';
import { receive, statement } from '../_services/customers/statement.ts';

export const main = serveActions(customer, {
  list: { access: 'customers.read', run: (input) => listCustomers(input.keyword, input.before) },
  get: { access: 'customers.read', run: (input) => getCustomer(input.customerId) },
  save: { access: 'customers.write', run: saveCustomer },
  saveAddress: { access: 'customers.write', run: saveCustomerAddress },
  removeAddress: { access: 'customers.write', run: removeCustomerAddress },
  setPrices: { access: 'customers.write', run: setCustomerPrices },
  statement: { access: 'customers.read', run: (input) => statement(input.customerId, input.before) },
  receive: { access: 'customers.write', run: receive },
  merge: { access: 'customers.write', run: mergeCustomers },
  undoMerge: { access: 'customers.write', run: (input, caller) => undoMerge(input.mergeId, caller) },
  merges: { access: 'customers.read', run: (input) => listMerges(input.before) },
});
