import { insideGround } from './inside/ground.ts';
import { liveDay } from './day.ts';
import { processes } from './ground.ts';
import { prepare } from './world.ts';

export interface Task {
  readonly root: string;
  /** The bundle of the functions. */
  readonly functions: string;
  /** The bundle of the emulator to run inside this process; null for processes of its own. */
  readonly emulator: string | null;
  readonly acts: number;
  /** The folder of a shop as it is set up. */
  readonly first: string;
}

/** A day as the book keeps it. */
export interface LivedDay {
  readonly seed: number;
  readonly acts: number;
  readonly orders: number;
  /** Of this process; of processes that a day on its own ground needs besides, nothing is known. */
  readonly cpuMs: number;
  readonly ms: number;
  readonly tally: Readonly<Record<string, number>>;
  readonly faults: readonly string[];
  /** The data folder of a day that went wrong. */
  readonly data: string | null;
  readonly diary: readonly string[];
}

/** The seed to live; null when there is none left. */
export type ToChild = { readonly live: number | null };
export type FromChild = { readonly ready: true } | { readonly day: LivedDay };

/** Lives one day after the other, as it is told their seeds; nothing more when it is told null. */
export async function serve({ root, functions, emulator, acts, first }: Task): Promise<void> {
  const ground = emulator === null ? processes : await insideGround(root, emulator);
  const stage = await prepare({ root, functions }, ground, first);
  const tell = (message: FromChild): void => void process.send?.(message);
  const liveOne = async (seed: number): Promise<void> => {
    const begun = performance.now();
    const usage = process.cpuUsage();
    const report = await liveDay(stage, seed, acts, true);
    const { user, system } = process.cpuUsage(usage);
    const cost = { cpuMs: Math.round((user + system) / 1000), ms: Math.round(performance.now() - begun) };
    tell({ day: { ...report, ...cost, acts, tally: Object.fromEntries(report.tally) } });
  };
  process.on('message', ({ live: seed }: ToChild) => {
    const work = seed === null ? stage.close().then(() => process.disconnect()) : liveOne(seed);
    work.catch((error: unknown) => {
      console.error(error);
      process.exit(1);
    });
  });
  // Whoever gave the seeds is gone.
  process.on('disconnect', () => process.exit(0));
  tell({ ready: true });
}

const task = process.env['SIMULATION_TASK'];
if (task !== undefined) await serve(JSON.parse(task) as Task);
