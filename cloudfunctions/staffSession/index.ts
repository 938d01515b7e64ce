import { staffSession } from '@shop/shared/contracts/staff.ts';
import { serve } from '../_platform/serve.ts';
import { whoAmI } from '../_services/staff/sign-in.ts';

export const main = serve(staffSession, { access: 'signed-in', run: (_input, caller) => whoAmI(caller) });
