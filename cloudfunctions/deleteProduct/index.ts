import { deleteProduct } from '@shop/shared/contracts/maintenance.ts';
import { serve } from '../_platform/serve.ts';
import { deleteProduct as remove } from '../_services/catalog/remove.ts';

export const main = serve(deleteProduct, { access: 'products.write', run: (input, caller) => remove(input.productId, caller) });
