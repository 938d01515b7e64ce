import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Script } from 'node:vm';
import type { Chance } from '@shop/shared/demo/history/chance.ts';
import { mortal } from './death.ts';

/** One process of the platform's, with everything its modules remember: the deployed functions' own entries, run in this process so that they can be killed at any word. */
export type FunctionProcess = typeof import('./functions.ts');

/** The functions, and what {@link ./day.ts} and the acts look at besides, of which nothing is ever killed. */
export interface Shop extends Pick<FunctionProcess, 'tables' | 'command' | 'weChatPay'> {
  /** Nothing runs any more; the next call starts a process. */
  restart(luck: Chance): void;
  /**
   * Has a function called in a process that works for nobody else, as the platform does: in a warm one, or in a new one now and then. Where it answers `undefined` the call was
   * killed, and the process with everything that it knew is gone.
   */
  inProcess<Answer>(call: (process: FunctionProcess) => Promise<Answer | undefined>): Promise<Answer | undefined>;
  /** What WeChat's bills say, told otherwise; null: as they are. */
  mistell(change: ((text: string) => string) | null): void;
}

type Load = (require: NodeJS.Require, module: { exports: unknown }) => void;

/** As many as stay warm; a rush starts more. */
const WARM = 4;

/** Loads the bundle of {@link ./functions.ts}, once the environment says which emulator it belongs to. */
export function openShop(root: string, bundle: string): Shop {
  // Read once, run for every process: its modules' state is its own.
  const script = new Script(`(function (require, module) { ${readFileSync(bundle, 'utf8')}\n})`, { filename: bundle });
  const require = createRequire(join(root, 'package.json'));
  const start = (): FunctionProcess => {
    const module = { exports: {} };
    (script.runInThisContext() as Load)(require, module);
    return module.exports as FunctionProcess;
  };
  const { tables, command, weChatPay } = start();
  let idle: FunctionProcess[] = [];
  let draws: Chance | null = null;
  let told: ((text: string) => string) | null = null;

  function startMortal(): FunctionProcess {
    const process = start();
    const gateway = process.weChatPay as { bill: typeof weChatPay.bill };
    const { bill } = gateway;
    gateway.bill = async (day) => {
      const answer = await bill(day);
      return answer.kind === 'bill' && told !== null ? { ...answer, text: told(answer.text) } : answer;
    };
    mortal(gateway as unknown as Record<string, unknown>);
    return process;
  }

  return {
    tables,
    command,
    weChatPay,
    restart(luck) {
      draws = luck;
      idle = [];
    },
    async inProcess(call) {
      const at = draws?.below(WARM) ?? 0;
      const process = idle.splice(at, 1)[0] ?? idle.pop() ?? startMortal();
      const answer = await call(process);
      if (answer !== undefined && idle.length < WARM) idle.push(process);
      return answer;
    },
    mistell: (change) => void (told = change),
  };
}
