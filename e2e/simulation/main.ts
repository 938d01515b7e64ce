import { parseArgs } from 'node:util';
import { liveDay } from './day.ts';
import { prepare } from './world.ts';

/** `--days N --seed S [--acts A] [--diary]`: N days from seed S on. A day that goes wrong prints its seed, what is wrong and what happened; `--days 1 --seed S` lives it again. */
export async function simulate(args: readonly string[], root: string): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { days: { type: 'string' }, seed: { type: 'string' }, acts: { type: 'string' }, diary: { type: 'boolean' } },
  });
  const days = Number(values.days ?? 10);
  const seed = Number(values.seed ?? 1);
  const acts = Number(values.acts ?? 60);
  if (![days, seed, acts].every((value) => Number.isSafeInteger(value) && value > 0))
    throw new RangeError('--days, --seed and --acts are whole numbers above 0');
  const stage = await prepare(root);
  const wrong: number[] = [];
  try {
    for (let day = seed; day < seed + days; day += 1) {
      const begun = performance.now();
      const report = await liveDay(stage, day, acts);
      const took = ((performance.now() - begun) / 1000).toFixed(1);
      console.log(`day ${day}: ${report.orders} orders, ${report.deaths} killed, ${report.faults.length} faults, ${took} s`);
      if (report.faults.length > 0) wrong.push(day);
      if (report.faults.length > 0 || values.diary === true)
        console.log([...report.diary, ...report.faults.map((fault) => `!! ${fault}`)].join('\n'));
    }
  } finally {
    await stage.close();
  }
  console.log(
    wrong.length === 0
      ? `${days} days, all in order`
      : `${wrong.length} of ${days} days went wrong: ${wrong.map((day) => `--days 1 --seed ${day}`).join(', ')}`,
  );
  return wrong.length === 0 ? 0 : 1;
}
