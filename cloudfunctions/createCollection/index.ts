import { createCollection } from '@shop/shared/contracts/maintenance.ts';
import { serve } from '../_platform/serve.ts';
import { makeCollection } from '../_services/system/indexes.ts';

export const main = serve(createCollection, { access: 'system.init', run: (input, caller) => makeCollection(input.name, caller) });
