import { testCreateRecord } from '@shop/shared/contracts/prepaid.ts';
import { serve } from '../_platform/serve.ts';
import { testRecord } from '../_services/prepaid/self-test.ts';

export const main = serve(testCreateRecord, { access: 'system.init', run: testRecord });
