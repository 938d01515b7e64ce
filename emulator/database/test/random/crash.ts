import { deepEqual } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { openDatabase } from '../../index.ts';
import { Chance } from './chance.ts';

export interface CrashOptions {
  readonly seed: number;
  /** An empty place. */
  readonly file: string;
  /** The bundled `crash-child.ts`. */
  readonly child: string;
  readonly kills: number;
  readonly progress?: (kills: number, acknowledged: number) => void;
}

/** Lets a child write until it has acknowledged so many writes and a few more have begun, then kills it; answers all that it acknowledged. */
async function writeUntilKilled(child: string, file: string, first: number, acknowledgements: number, delayMs: number): Promise<string[]> {
  const writer = spawn(process.execPath, [child, file, String(first)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: string[] = [];
  for await (const line of createInterface({ input: writer.stdout })) {
    lines.push(line);
    if (lines.length !== acknowledgements) continue;
    if (delayMs === 0) writer.kill('SIGKILL');
    else setTimeout(() => writer.kill('SIGKILL'), delayMs);
  }
  return lines;
}

/**
 * Kills a writing process again and again, and checks after each death that every acknowledged write is there and nothing is half there.
 * Answers how many writes were acknowledged in all. Throws at the first loss.
 */
export async function runCrashes({ seed, file, child, kills, progress }: CrashOptions): Promise<number> {
  const chance = new Chance(seed);
  const setup = await openDatabase({ file, now: () => 0 });
  for (const name of ['pairs', 'accounts', 'entries']) await setup.createCollection(name);
  await setup.ensureIndexes('pairs', [{ name: 'n', keys: [{ field: 'n', direction: 1 }] }]);
  await setup.insert('accounts', [
    { _id: 'left', n: 0 },
    { _id: 'right', n: 0 },
  ]);
  await setup.close();
  const acknowledged: string[] = [];
  for (let round = 0; round < kills; round += 1) {
    const moment = 1 + chance.below(80);
    const delayMs = chance.is(0.5) ? 0 : chance.next() * 5;
    acknowledged.push(...(await writeUntilKilled(child, file, round * 100_000, moment, delayMs)));
    await check(file, acknowledged, `seed ${seed}, kill ${round + 1} after ${moment} writes`);
    progress?.(round + 1, acknowledged.length);
  }
  return acknowledged.length;
}

async function check(file: string, acknowledged: readonly string[], where: string): Promise<void> {
  const database = await openDatabase({ file, now: () => 0 });
  const states = new Map((await database.find('pairs', {})).map(({ _id, state }) => [_id, state]));
  const entries = new Set((await database.find('entries', {})).map(({ _id }) => _id));
  const isThere = (line: string): boolean => {
    const [kind, n = ''] = line.split(' ');
    if (kind === 'entry') return entries.has(Number(n));
    return ['a', 'b'].every((half) => (kind === 'pair' ? states.has(`${n}:${half}`) : states.get(`${n}:${half}`) === 'old'));
  };
  deepEqual(
    acknowledged.filter((line) => !isThere(line)),
    [],
    `${where}: lost`,
  );
  const otherHalf = (id: string): string => id.slice(0, -1) + (id.endsWith('a') ? 'b' : 'a');
  const halves = [...states].filter(([id, state]) => states.get(otherHalf(String(id))) !== state);
  deepEqual(halves, [], `${where}: half a statement`);
  const accounts = await database.find('accounts', { sort: [['_id', 1]] });
  deepEqual(
    accounts,
    [
      { _id: 'left', n: -entries.size },
      { _id: 'right', n: entries.size },
    ],
    `${where}: half a transaction`,
  );
  await database.close();
}
