/** Writes without end and says each acknowledged write on standard output, until it is killed. Arguments: the file, the first number. */
import { writeSync } from 'node:fs';
import { openDatabase } from '../index.ts';

const [, , file = '', first = '0'] = process.argv;
const database = await openDatabase({ file, now: () => Date.now() });
let next = Number(first);

const acknowledge = (line: string): void => void writeSync(1, `${line}\n`);

/** Two documents in one statement, then one of them changed. */
async function pairs(): Promise<never> {
  for (;;) {
    const n = (next += 1);
    await database.insert('pairs', [
      { _id: `${n}:a`, n, state: 'new' },
      { _id: `${n}:b`, n, state: 'new' },
    ]);
    acknowledge(`pair ${n}`);
    await database.update('pairs', { filter: { n, state: 'new' }, update: { $set: { state: 'old' } }, multi: true });
    acknowledge(`old ${n}`);
  }
}

/** A transfer between two accounts with its entry, in one transaction. */
async function transfers(): Promise<never> {
  for (;;) {
    const id = await database.startTransaction();
    const n = (next += 1);
    await database.update('accounts', { filter: { _id: 'left' }, update: { $inc: { n: -1 } }, transactionId: id });
    await database.update('accounts', { filter: { _id: 'right' }, update: { $inc: { n: 1 } }, transactionId: id });
    await database.insert('entries', [{ _id: n }], id);
    await database.commitTransaction(id);
    acknowledge(`entry ${n}`);
  }
}

await Promise.all([pairs(), pairs(), pairs(), transfers()]);
