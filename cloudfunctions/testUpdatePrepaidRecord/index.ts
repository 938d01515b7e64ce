import { testUpdatePrepaidRecord } from '@shop/shared/contracts/prepaid.ts';
import { serve } from '../_platform/serve.ts';
import { testPrepaid } from '../_services/prepaid/self-test.ts';

export const main = serve(testUpdatePrepaidRecord, { access: 'system.init', run: testPrepaid });
