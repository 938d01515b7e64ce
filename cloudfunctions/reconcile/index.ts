import { reconcile } from '@shop/shared/contracts/finance.ts';
import { currentCaller } from '../_platform/caller.ts';
import { reply, requestIdOf, serveActions } from '../_platform/serve.ts';
import { reconcileDaily, resolve, runDay } from '../_services/finance/reconcile.ts';

const byPeople = serveActions(reconcile, {
  run: { access: 'finance.reconcile', run: (input, caller) => runDay(input.day, caller) },
  resolve: { access: 'finance.reconcile', run: resolve },
});

/** Every morning at half past ten, when WeChat's bills are ready; and whenever a person asks. */
export async function main(event: unknown, context: unknown): Promise<unknown> {
  const fired = typeof event === 'object' && event !== null && 'Type' in event && event.Type === 'Timer';
  if (!fired || currentCaller().kind !== 'system') return byPeople(event, context);
  return reply(requestIdOf(context), { compared: await reconcileDaily(new Date()) });
}
