import { watch } from 'chokidar';
import { sep } from 'node:path';

const SETTLE_MS = 120;

/** Tells which function's folder has changed, shortly after the last of a burst of changes. Answers the way to stop. */
export function watchFunctions(
  root: string,
  directories: ReadonlyMap<string, string>,
  changed: (name: string) => void,
): () => Promise<void> {
  const pending = new Map<string, NodeJS.Timeout>();
  const watcher = watch(root, { ignoreInitial: true, depth: 3, ignored: (path) => path.includes(`${sep}node_modules${sep}`) });
  watcher.on('all', (_event, path) => {
    for (const [name, directory] of directories) {
      if (path !== directory && !path.startsWith(directory + sep)) continue;
      clearTimeout(pending.get(name));
      pending.set(
        name,
        setTimeout(() => {
          pending.delete(name);
          changed(name);
        }, SETTLE_MS),
      );
    }
  });
  watcher.on('error', () => undefined);
  return async () => {
    for (const timer of pending.values()) clearTimeout(timer);
    await watcher.close();
  };
}
