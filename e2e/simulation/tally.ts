import { ACTIONS } from '../support/samples.ts';
import type { LivedDay } from './child.ts';
import { UNCALLED } from './uncalled.ts';

export interface Sum {
  days: number;
  orders: number;
  cpuMs: number;
  readonly counts: Map<string, number>;
  readonly wrong: { readonly seed: number; readonly faults: readonly string[]; readonly data: string | null }[];
}

export function emptySum(): Sum {
  return { days: 0, orders: 0, cpuMs: 0, counts: new Map(), wrong: [] };
}

export function addDay(
  sum: Sum,
  { seed, orders, cpuMs, tally, faults, data }: Pick<LivedDay, 'seed' | 'orders' | 'cpuMs' | 'tally' | 'faults' | 'data'>,
): void {
  sum.days += 1;
  sum.orders += orders;
  sum.cpuMs += cpuMs;
  for (const [what, times] of Object.entries(tally)) sum.counts.set(what, (sum.counts.get(what) ?? 0) + times);
  if (faults.length > 0) sum.wrong.push({ seed, faults, data });
}

const CHAPTERS: readonly (readonly [prefix: string, title: string])[] = [
  ['call', 'Calls by action (done/called)'],
  ['refused', 'Refusals by reason'],
  ['killed', 'Killed half-way, by function'],
  ['house', 'Called by timers and notices'],
  ['notice', 'WeChat notices'],
  ['end', 'What days brought about'],
  ['harm', 'Harm to the books at the end of a day, each named by the audit unless told above'],
  ['', 'Else'],
];

function total(sum: Sum, prefix: string): number {
  return [...sum.counts].reduce((all, [what, times]) => (what.startsWith(`${prefix} `) ? all + times : all), 0);
}

/** Days after which everything should have been called. */
const MANY = 100;

function neverCalled({ counts }: Sum): string[] {
  const names = ACTIONS.map(({ name, action }) => (action === '' ? name : `${name}.${action}`));
  return names.filter((name) => UNCALLED[name] === undefined && !counts.has(`call ${name}`));
}

/** The tally for people. */
export function tallyText(sum: Sum): string {
  const lines = [
    `${sum.days} days, ${sum.orders} orders, ${total(sum, 'call')} calls (${total(sum, 'done')} done, ${total(sum, 'refused')} refused), ` +
      `${total(sum, 'killed')} killed half-way, ${total(sum, 'notice')} payments at the till, ${(sum.cpuMs / 1000 / Math.max(1, sum.days)).toFixed(1)} s CPU a day`,
    sum.wrong.length === 0 ? 'all in order' : `${sum.wrong.length} days went wrong:`,
    ...sum.wrong.flatMap(({ seed, faults, data }) => [
      `  --days 1 --seed ${seed}   ${data ?? ''}`,
      ...faults.map((fault) => `      ${fault.slice(0, 300).replaceAll('\n', '\n      ')}`),
    ]),
  ];
  const told = new Set<string>();
  for (const [prefix, title] of CHAPTERS) {
    const own = [...sum.counts].filter(
      ([what]) => !told.has(what) && !what.startsWith('done ') && (prefix === '' || what.startsWith(`${prefix} `)),
    );
    if (own.length === 0) continue;
    lines.push('', title);
    for (const [what, times] of own.sort((one, other) => other[1] - one[1])) {
      told.add(what);
      const name = prefix === '' ? what : what.slice(prefix.length + 1);
      lines.push(`  ${name}: ${prefix === 'call' ? `${sum.counts.get(`done ${name}`) ?? 0}/` : ''}${times}`);
    }
  }
  const never = neverCalled(sum);
  if (sum.days >= MANY && never.length > 0) lines.push('', `Never called, though it could be: ${never.join(', ')}`);
  return `${lines.join('\n')}\n`;
}
