import { updatePrepaidProduct } from '@shop/shared/contracts/prepaid.ts';
import { serve } from '../_platform/serve.ts';
import { deductPrepaid } from '../_services/prepaid/prepaid.ts';

export const main = serve(updatePrepaidProduct, { access: 'prepaid.write', run: deductPrepaid });
