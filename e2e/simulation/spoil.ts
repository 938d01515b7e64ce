import { audit } from '../support/audit.ts';
import { adminDatabase } from '../support/database.ts';
import { HARMS, HarmGround, NoGround, ONLY_AT_REST } from '../support/harms.ts';
import type { World } from './world.ts';

/**
 * Spoils the books of a day that is over in every way that the audit claims to find, and answers what it does not find: it would not have found that either, had the shop done
 * it. What a day has no ground for is counted and left.
 */
export async function unseenHarms(world: World): Promise<string[]> {
  // The shop's own timer would mend some of it.
  await world.emulator.post('/__emulator/faults', { kind: 'refuse', function: 'orderTimer', code: 'SYS_ERR', times: 1000 });
  await world.rest();
  const ground = await HarmGround.of(adminDatabase(world.emulator));
  const names: string[] = [];
  for (const [what, harm] of HARMS) {
    try {
      const done = await harm(ground);
      names.push(...done.names);
      count(world, 'harm done');
    } catch (error) {
      if (!(error instanceof NoGround)) throw error;
      count(world, `harm without ground: ${what}`);
    }
  }
  const found = (await audit(world.emulator)).map((sentence) => sentence.slice(0, sentence.indexOf(':')));
  const named = new Set(found);
  const rules = new Set(found.map((name) => name.split(' ')[0]));
  return [...names.filter((name) => !named.has(name)), ...ONLY_AT_REST.filter((rule) => !rules.has(rule))].map(
    (name) => `audit: a harm was done and not named: ${name}`,
  );
}

function count({ tally }: World, what: string): void {
  tally.set(what, (tally.get(what) ?? 0) + 1);
}
