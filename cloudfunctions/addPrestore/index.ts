import { addPrestore } from '@shop/shared/contracts/prepaid.ts';
import { serve } from '../_platform/serve.ts';
import { addPrepaid } from '../_services/prepaid/prepaid.ts';

export const main = serve(addPrestore, { access: 'prepaid.write', run: addPrepaid });
