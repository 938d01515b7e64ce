/** What `scripts/emulator-nightly.mjs --crashes` runs. Arguments: seed, crashes, the built emulator, the project, a folder for the data. */
import { runSdkCrashes } from './run.ts';

const [, , seed = '', crashes = '', main = '', project = '', data = ''] = process.argv;
const begun = performance.now();
const seconds = (): string => `${((performance.now() - begun) / 1000).toFixed(0)} s`;

const acknowledged = await runSdkCrashes({
  seed: Number(seed),
  crashes: Number(crashes),
  main,
  project,
  data,
  progress: (done, answers) => {
    if (done % 25 === 0) console.log(`${done} crashes, ${answers} writes acknowledged, ${seconds()}`);
  },
});
console.log(
  `crashed ${crashes} times under the SDK: all of ${acknowledged} acknowledged writes are there, none is half there, ${seconds()}`,
);
