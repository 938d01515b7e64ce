/**
 * Goes back to a snapshot and is killed at a step of it. Arguments: the data folder, the snapshot's id, the step at which `SIGKILL` comes
 * ("never": prints `done`).
 */
import { writeSync } from 'node:fs';
import { Snapshots } from '../snapshots.ts';
import { openWorld } from './world.ts';

const [, , folder = '', id = '', step = ''] = process.argv;

function at(name: string): void {
  if (name === step) process.kill(process.pid, 'SIGKILL');
}

const world = await openWorld(folder);
const { tools, storage, data, clock, database } = world;
database.onCommit(() => at('documents are durable'));
const snapshots = new Snapshots({
  env: 'env',
  clock,
  data: {
    file: (name) => {
      if (name === 'restoring') at('before the intent goes');
      return data.file(name);
    },
    read: (name) => data.read(name),
    write(name, text) {
      at(`before ${name}`);
      data.write(name, text);
      at(`after ${name}`);
    },
  },
  tools: {
    contents: (names) => tools.contents(names),
    async takeIn(contents, options) {
      const taking = tools.takeIn(contents, options);
      at('documents in memory');
      const taken = await taking;
      at('before the files');
      return taken;
    },
  },
  storage: {
    save: (to) => storage.save(to),
    restoring(from) {
      const install = storage.restoring(from);
      return () => {
        install();
        at('after the files');
      };
    },
  },
});
await snapshots.restore(id);
writeSync(1, 'done\n');
await world.close();
