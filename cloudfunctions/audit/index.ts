import { audit } from '@shop/shared/contracts/audit.ts';
import { currentCaller } from '../_platform/caller.ts';
import { reply, requestIdOf, serveActions } from '../_platform/serve.ts';
import { log } from '../_platform/log.ts';
import { auditDaily, auditNow, latestAudit } from '../_services/audit/run.ts';
import { repairFigures } from '../_services/statistics/figures.ts';

const byPeople = serveActions(audit, {
  run: { access: 'system.init', run: () => auditNow() },
  latest: { access: 'system.init', run: () => latestAudit() },
});

/** From half past three in the morning, every minute a portion until the day's audit is done; and whenever a person asks. */
export async function main(event: unknown, context: unknown): Promise<unknown> {
  const fired = typeof event === 'object' && event !== null && 'Type' in event && event.Type === 'Timer';
  if (!fired || currentCaller().kind !== 'system') return byPeople(event, context);
  const now = new Date();
  await repairFigures(now).catch((error: unknown) => log.error('figures could not be put right', error));
  const run = await auditDaily(now);
  return reply(requestIdOf(context), { run: run?._id ?? null, status: run?.status ?? 'done', found: run?.found ?? 0 });
}
