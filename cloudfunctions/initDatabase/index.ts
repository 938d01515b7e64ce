import { initDatabase } from '@shop/shared/contracts/staff.ts';
import { done } from '../_platform/result.ts';
import { serve } from '../_platform/serve.ts';
import { createCollections } from '../_services/system/setup.ts';

export const main = serve(initDatabase, { access: 'system.init', run: async () => done(await createCollections()) });
