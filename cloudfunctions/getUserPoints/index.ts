import { getUserPoints as contract } from '@shop/shared/contracts/points.ts';
import { serve } from '../_platform/serve.ts';
import { getUserPoints } from '../_services/members/points-actions.ts';

export const main = serve(contract, { access: 'signed-in', run: getUserPoints });
