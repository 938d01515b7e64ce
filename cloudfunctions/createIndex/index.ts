import { createIndex } from '@shop/shared/contracts/maintenance.ts';
import { serve } from '../_platform/serve.ts';
import { makeIndexes } from '../_services/system/indexes.ts';

export const main = serve(createIndex, { access: 'system.init', run: (input, caller) => makeIndexes(input, caller) });
