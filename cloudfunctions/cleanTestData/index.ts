import { cleanTestData } from '@shop/shared/contracts/maintenance.ts';
import { serve } from '../_platform/serve.ts';
import { cleanTests } from '../_services/system/clean.ts';

export const main = serve(cleanTestData, { access: 'system.init', run: (input, caller) => cleanTests(input, caller) });
