import { login } from '@shop/shared/contracts/members.ts';
import { serve } from '../_platform/serve.ts';
import { signIn } from '../_services/members/members.ts';

export const main = serve(login, { access: 'member', run: signIn });
