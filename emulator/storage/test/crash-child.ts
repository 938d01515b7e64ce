/** Replaces, copies and deletes files without end, saying each that is done, until it is killed. Argument: the folder. */
import { writeSync } from 'node:fs';
import { Readable } from 'node:stream';
import { FileStore } from '../store.ts';

const [, , folder = '', first = '0'] = process.argv;
const store = new FileStore(folder);

async function writeForEver(path: string): Promise<never> {
  for (let n = Number(first) + 1; ; n += 1) {
    const arrived = await store.receive(Readable.from([Buffer.from(`${n}:`), Buffer.alloc(20_000, 'x'), Buffer.from(`:${n}`)]), 100_000);
    const file = store.commit(path, arrived, { type: 'text/plain', owner: path, now: n });
    writeSync(1, `${path} ${n}\n`);
    if (n % 3 === 0) await store.copy(file, `${path}/copy`, path, n);
    if (n % 5 === 0) store.remove(`${path}/copy`);
  }
}

await Promise.all(['a', 'b', 'c'].map(writeForEver));
