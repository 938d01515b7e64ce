import { addPoints as contract } from '@shop/shared/contracts/points.ts';
import { serve } from '../_platform/serve.ts';
import { addPoints } from '../_services/members/points-actions.ts';

export const main = serve(contract, { access: 'members.points', run: addPoints });
