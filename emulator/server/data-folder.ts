import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { ProjectError } from '../project/config.ts';

/** The folder in which everything lasts. One emulator at a time. */
export interface DataFolder {
  readonly path: string;
  file(name: string): string;
  /** A secret of this folder, made on first use. */
  secret(name: string): string;
  /** Null when there is no such file yet. */
  read(name: string): string | null;
  /** Whole or not at all. */
  write(name: string, text: string): void;
  release(): void;
}

const LOCK = 'lock';
/** Says that the folder is an emulator's, so that `--reset` never empties another one. */
const MARK = 'emulator.json';

function ownerOf(lock: string): number | null {
  try {
    const pid = Number(readFileSync(lock, 'utf8').trim());
    return Number.isInteger(pid) && pid > 0 ? pid : null;
  } catch {
    return null;
  }
}

/** Alive, and an emulator's: the number of a dead process may belong to another program by now. */
function isAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  const commandLine = `/proc/${pid}/cmdline`;
  if (!existsSync(commandLine)) return true;
  try {
    return /node|npm/.test(readFileSync(commandLine, 'utf8'));
  } catch {
    return false;
  }
}

/** The process that uses a data folder just now; null when none does. */
export function holderOf(path: string): number | null {
  const pid = ownerOf(join(path, LOCK));
  return pid !== null && isAlive(pid) ? pid : null;
}

function takeLock(path: string): void {
  const lock = join(path, LOCK);
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      const handle = openSync(lock, 'wx');
      writeSync(handle, String(process.pid));
      closeSync(handle);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const pid = ownerOf(lock);
    if (pid !== null && isAlive(pid))
      throw new ProjectError(
        `the data folder ${path} is in use by another emulator (process ${pid}): stop it, or choose another with --data`,
      );
    unlinkSync(lock);
  }
  throw new ProjectError(`the data folder ${path} can not be locked`);
}

/** Snapshots stay: they are there to go back to. */
function empty(path: string): void {
  const kept: readonly string[] = [LOCK, MARK, 'snapshots'];
  for (const name of readdirSync(path)) if (!kept.includes(name)) rmSync(join(path, name), { recursive: true, force: true });
}

function writing(path: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof Error) || !('syscall' in error)) throw error;
    throw new ProjectError(`the data folder ${path} cannot be written (${error.message}): choose another with --data`);
  }
}

/** Opens (with `reset`: emptied) the data folder; refuses one that another emulator uses, and a folder with somebody else's files. */
export function openDataFolder(path: string, options: { reset: boolean }): DataFolder {
  writing(path, () => mkdirSync(path, { recursive: true }));
  const foreign = !existsSync(join(path, MARK)) && readdirSync(path).some((name) => name !== LOCK);
  if (foreign) throw new ProjectError(`${path} holds other files: choose an empty folder for --data`);
  writing(path, () => {
    takeLock(path);
    writeFileSync(join(path, MARK), JSON.stringify({ format: 1 }));
    if (options.reset) empty(path);
  });
  const file = (name: string): string => join(path, name);
  const write = (name: string, text: string): void => {
    writeFileSync(file(`${name}.new`), text, { mode: 0o600 });
    renameSync(file(`${name}.new`), file(name));
  };
  return {
    path,
    file,
    write,
    read: (name) => (existsSync(file(name)) ? readFileSync(file(name), 'utf8') : null),
    secret(name) {
      if (!existsSync(file(name))) write(name, randomBytes(24).toString('base64url'));
      return readFileSync(file(name), 'utf8');
    },
    release() {
      rmSync(file(LOCK), { force: true });
    },
  };
}
