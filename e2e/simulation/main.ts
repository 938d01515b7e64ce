import { fork, type ChildProcess } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import type { FromChild, LivedDay, Task, ToChild } from './child.ts';
import { setUp } from './world.ts';
import { addDay, emptySum, tallyText } from './tally.ts';

export interface Bundles {
  readonly root: string;
  readonly child: string;
  readonly functions: string;
  readonly emulator: string;
}

const WHOLE = ['days', 'seed', 'acts', 'jobs', 'every'] as const;

/**
 * `--days N --seed S [--jobs J] [--acts A] [--out FOLDER] [--every N] [--diary] [--processes]`: N days from seed S on, J at a time. A day that goes wrong prints its seed and what is wrong, leaves what happened
 * (`day-<seed>.log`) and its data, and the next one begins; `--days 1 --seed S` lives it again. The tally is in `tally.txt`, written every so many days. `--processes`: on the emulator
 * as everybody runs it, several times dearer. Answers the exit code.
 */
export async function simulate(args: readonly string[], bundles: Bundles): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...{ days: { type: 'string', default: '10' }, seed: { type: 'string', default: '1' }, acts: { type: 'string', default: '60' } },
      ...{ jobs: { type: 'string', default: '1' }, every: { type: 'string', default: '20' }, out: { type: 'string' } },
      ...{ diary: { type: 'boolean', default: false }, processes: { type: 'boolean', default: false } },
    },
  });
  const [days, seed, acts, jobs, every] = WHOLE.map((name) => Number(values[name])) as [number, number, number, number, number];
  if (![days, seed, acts, jobs, every].every((value) => Number.isSafeInteger(value) && value > 0))
    throw new RangeError(`${WHOLE.map((name) => `--${name}`).join(', ')} are whole numbers above 0`);
  const out = values.out ?? join(bundles.root, '.cache/simulate', `from-${seed}`);
  mkdirSync(out, { recursive: true });
  const sum = emptySum();
  const saveTally = (): void => writeFileSync(join(out, 'tally.txt'), tallyText(sum));

  function book({ diary, ...day }: LivedDay): void {
    appendFileSync(join(out, 'days.jsonl'), `${JSON.stringify(day)}\n`);
    addDay(sum, day);
    if (sum.days % every === 0) saveTally();
    console.log(
      `day ${day.seed}: ${day.orders} orders, ${day.faults.length} faults, ${(day.ms / 1000).toFixed(1)} s, ${(day.cpuMs / 1000).toFixed(1)} s CPU`,
    );
    const told = [...diary, ...day.faults.map((fault) => `!! ${fault}`)].join('\n');
    if (values.diary) console.log(told);
    if (day.faults.length === 0) return;
    writeFileSync(join(out, `day-${day.seed}.log`), told);
    console.log(day.faults.map((fault) => `!! ${fault}`).join('\n'));
  }

  const seeds = Array.from({ length: days }, (_, at) => seed + at);
  const first = join(mkdtempSync(join(tmpdir(), 'shop-first-')), 'first');
  await setUp(first);
  const { root, functions } = bundles;
  const task: Task = { root, functions, emulator: values.processes ? null : bundles.emulator, acts, first };
  await Promise.all(Array.from({ length: Math.min(jobs, days) }, () => worker(bundles.child, task, seeds, book)));
  rmSync(dirname(first), { recursive: true, force: true });
  saveTally();
  console.log(`${tallyText(sum).split('\n').slice(0, 2).join('\n')}\n${join(out, 'tally.txt')}`);
  return sum.wrong.length === 0 ? 0 : 1;
}

/** Lives the seeds that are left, in a process of its own; in another one when that one ends. */
async function worker(script: string, task: Task, seeds: number[], book: (day: LivedDay) => void): Promise<void> {
  while (seeds.length > 0) {
    const child = fork(script, [], {
      env: { ...process.env, SIMULATION_TASK: JSON.stringify(task) },
      stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    });
    const ended = await lived(child, seeds, book);
    if (ended !== null) book(ended);
  }
}

/** Answers the day in which the child ended by itself, as a fault; null when it has lived all that there was. */
function lived(child: ChildProcess, seeds: number[], book: (day: LivedDay) => void): Promise<LivedDay | null> {
  return new Promise((resolve, reject) => {
    let current: number | null = null;
    let said = '';
    const next = (): void => {
      current = seeds.shift() ?? null;
      child.send({ live: current } satisfies ToChild);
    };
    child.stderr?.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4000)));
    child.on('message', (message) => {
      const told = message as FromChild;
      if ('day' in told) book(told.day);
      next();
    });
    child.once('exit', (code, signal) => {
      if (current === null && code === 0) return resolve(null);
      if (current === null) return reject(new Error(`the simulation did not begin: ${said}`));
      const fault = `the simulation itself ended (${signal ?? String(code)}): ${said}`;
      resolve({ seed: current, acts: 0, orders: 0, cpuMs: 0, ms: 0, tally: {}, faults: [fault], data: null, diary: [] });
    });
  });
}
