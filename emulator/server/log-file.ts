import { createWriteStream, existsSync, renameSync, statSync } from 'node:fs';

const LARGEST_BYTES = 8 * 1024 * 1024;
const QUIET_MS = 10_000;

export interface FunctionLog {
  write(entry: { readonly name: string; readonly requestId: string | null; readonly text: string; readonly failed: boolean }): void;
  close(): Promise<void>;
}

/** What functions print lands in a file; what makes them fail is shown too. An old file is kept once, under `.1`. */
export function openFunctionLog(file: string, now: () => number, show: (text: string) => void): FunctionLog {
  if (existsSync(file) && statSync(file).size > LARGEST_BYTES) renameSync(file, `${file}.1`);
  const stream = createWriteStream(file, { flags: 'a' });
  // A full disk must not take the emulator down.
  stream.on('error', () => undefined);
  return {
    write({ name, requestId, text, failed }) {
      const line = `${new Date(now()).toISOString()} [${name}] ${requestId ?? '-'} ${text.endsWith('\n') ? text : `${text}\n`}`;
      stream.write(line);
      if (failed) show(`[${name}] ${text.trimEnd()}`);
    },
    close: () => new Promise((resolve) => stream.end(() => resolve())),
  };
}

/** Shows a text, and the same text again only after a while. */
export function seldom(show: (text: string) => void): (text: string) => void {
  const shown = new Map<string, number>();
  return (text) => {
    const now = Date.now();
    if (now - (shown.get(text) ?? 0) < QUIET_MS) return;
    if (shown.size > 500) shown.clear();
    shown.set(text, now);
    show(text);
  };
}
