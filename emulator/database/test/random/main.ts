/** What `scripts/emulator-nightly.mjs` runs. Arguments: seed, operations, kills, a folder for the data, the bundled child. */
import { join } from 'node:path';
import { runCrashes } from './crash.ts';
import { runRandom } from './run.ts';

const [, , seedText = '', operationsText = '', killsText = '', folder = '', child = ''] = process.argv;
const [seed, operations, kills] = [Number(seedText), Number(operationsText), Number(killsText)];

const begun = performance.now();
const seconds = (): string => `${((performance.now() - begun) / 1000).toFixed(0)} s`;

if (operations > 0) {
  const tally = await runRandom({
    seed,
    operations,
    file: join(folder, 'random.db'),
    progress: (done) => {
      if (done % 20_000 === 0) console.log(`${done} operations, ${seconds()}`);
    },
  });
  console.log(
    `${operations} operations agree with the model: ${tally.statements} statements (${tally.refused} refused, ${tally.waits} waited for a transaction), ` +
      `${tally.queries} queries, ${tally.transactions} transactions, opened again ${tally.reopened} times, ${seconds()}`,
  );
}
if (kills > 0) {
  const acknowledged = await runCrashes({
    seed,
    kills,
    file: join(folder, 'crash.db'),
    child,
    progress: (done) => {
      if (done % 50 === 0) console.log(`${done} kills, ${seconds()}`);
    },
  });
  console.log(`killed ${kills} times: all of ${acknowledged} acknowledged writes are there, none is half there, ${seconds()}`);
}
