import type { Checkpoint } from '../../cloudfunctions/_platform/checkpoint.ts';
import type { Table } from '../../cloudfunctions/_platform/database.ts';

/** What a test puts between two lines of a service that runs in its own process. */
export class Death extends Error {
  override readonly name = 'Death';
}

type Line = 'get' | 'find' | 'insertOnce' | 'updateOne' | 'updateAndRead' | 'updateAll' | 'remove';
type Method = (...args: unknown[]) => Promise<unknown>;

const READS: readonly Line[] = ['get', 'find'];
const met: (() => void)[] = [];

/**
 * Runs `act` once at the next use of a table: right before a write goes out, right after a read has answered. So a write meets what `act` did, and whoever has read goes by
 * what was. `wanted` picks the use by its first argument. {@link clearRivals} takes out what was never met.
 */
export function rival<Doc extends { _id: string }>(
  table: Table<Doc>,
  line: Line,
  act: () => Promise<unknown>,
  wanted: (argument: unknown) => boolean = () => true,
): void {
  const original = Reflect.get(Object.getPrototypeOf(table) as object, line) as Method;
  const leave = (): void => void Reflect.deleteProperty(table, line);
  Reflect.set(table, line, async (...args: unknown[]): Promise<unknown> => {
    if (!wanted(args[0])) return original.apply(table, args);
    leave();
    const answer = READS.includes(line) ? await original.apply(table, args) : undefined;
    await act();
    return READS.includes(line) ? answer : original.apply(table, args);
  });
  met.push(leave);
}

export function clearRivals(): void {
  for (const leave of met.splice(0)) leave();
}

type Interfere = (work: ((at: Checkpoint) => Promise<void>) | null) => void;

/** Runs `act` once, the `nth` time that the line is reached. */
export function atLine(interfere: Interfere, line: Checkpoint, act: () => Promise<unknown>, nth = 1): void {
  let count = 0;
  interfere(async (reached) => {
    if (reached !== line) return;
    count += 1;
    if (count === nth) await act();
  });
}

export const dies = (): Promise<never> => Promise.reject(new Death('here'));
