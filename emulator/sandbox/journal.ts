import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';

/** Records by key, each change one line of a file: what was put is there again after a restart, however the process ended. */
export interface Journal<Entry> {
  get(key: string): Entry | undefined;
  put(key: string, entry: Entry): void;
  values(): IterableIterator<Entry>;
  /** Puts other records in the place of all there are: after a kill at any moment it is the ones or the others. */
  exchange(entries: Iterable<readonly [string, Entry]>): void;
  close(): void;
}

/** What a file of records says; nothing when there is no such file. */
export function replay<Entry>(file: string): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  if (!existsSync(file)) return entries;
  const lines = readFileSync(file, 'utf8').split('\n');
  for (const [at, line] of lines.entries()) {
    if (line === '') continue;
    try {
      const [key, entry] = JSON.parse(line) as [string, Entry];
      entries.set(key, entry);
    } catch {
      // The last line of a process that was killed while writing: nobody was told of it. Any other was written whole once.
      const what = at === lines.length - 1 ? 'was cut off by a sudden end, and is left out' : 'cannot be read: the file is damaged there';
      process.emitWarning(`${file}: line ${at + 1} ${what}`);
    }
  }
  return entries;
}

/** Writes a file of records whole, under its name once it is complete. */
export function writeJournal<Entry>(file: string, entries: Iterable<readonly [string, Entry]>): void {
  const handle = openSync(`${file}.new`, 'w', 0o600);
  for (const pair of entries) writeSync(handle, `${JSON.stringify(pair)}\n`);
  fsyncSync(handle);
  closeSync(handle);
  renameSync(`${file}.new`, file);
}

/** Opens a file of records, without the lines that later ones have replaced. An entry that `isOver` is not kept once it is written. */
export function openJournal<Entry>(file: string, isOver: (entry: Entry) => boolean = () => false): Journal<Entry> {
  const entries = new Map([...replay<Entry>(file)].filter(([, entry]) => !isOver(entry)));
  writeJournal(file, entries);
  let handle = openSync(file, 'a');
  return {
    get: (key) => entries.get(key),
    put(key, entry) {
      writeSync(handle, `${JSON.stringify([key, entry])}\n`);
      if (isOver(entry)) entries.delete(key);
      else entries.set(key, entry);
    },
    values: () => entries.values(),
    exchange(others) {
      const kept = [...others].filter(([, entry]) => !isOver(entry));
      writeJournal(file, kept);
      closeSync(handle);
      handle = openSync(file, 'a');
      entries.clear();
      for (const [key, entry] of kept) entries.set(key, entry);
    },
    close: () => closeSync(handle),
  };
}
