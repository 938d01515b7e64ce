import { address } from '@shop/shared/contracts/members.ts';
import { done } from '../_platform/result.ts';
import { serveActions } from '../_platform/serve.ts';
import { listAddresses, removeAddress, saveAddress } from '../_services/members/addresses.ts';

export const main = serveActions(address, {
  save: { access: 'member', run: (input, caller) => saveAddress(caller.identity, input.address) },
  list: { access: 'member', run: async (_input, caller) => done({ list: await listAddresses(caller.identity) }) },
  remove: { access: 'member', run: (input, caller) => removeAddress(caller.identity, input.addressId) },
});
