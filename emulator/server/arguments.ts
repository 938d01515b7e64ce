import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ProjectError } from '../project/config.ts';

export interface Arguments {
  readonly port: number;
  readonly data: string;
  readonly project: string;
  readonly reset: boolean;
  readonly demo: boolean;
  /** Refuses queries that no index serves. */
  readonly strict?: boolean;
  readonly help: boolean;
}

export const USAGE = `Usage: node emulator/dist/main.js [options]
  --port N       port on 127.0.0.1 (default: PORT, or 3000)
  --data DIR     where data lasts (default: .emulator in the project)
  --project DIR  the folder with cloudbaserc.json (default: the current one)
  --reset        empty the data folder first
  --no-demo      set up without the demo data
  --strict       refuse queries that no index serves`;

function parsed(args: readonly string[]) {
  const options = {
    port: { type: 'string' },
    data: { type: 'string' },
    project: { type: 'string' },
    reset: { type: 'boolean' },
    'no-demo': { type: 'boolean' },
    strict: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  } as const;
  try {
    return parseArgs({ args: [...args], options, strict: true }).values;
  } catch (error) {
    throw new ProjectError(`${(error as Error).message}\n${USAGE}`);
  }
}

export function readArguments(args: readonly string[], env: NodeJS.ProcessEnv): Arguments {
  const values = parsed(args);
  const text = values.port ?? (env['PORT'] || '3000');
  const port = /^\d{1,5}$/.test(text) ? Number(text) : -1;
  if (port < 0 || port > 65_535) throw new ProjectError(`"${text}" is no port`);
  const project = resolve(values.project ?? '.');
  return {
    port,
    project,
    data: resolve(values.data ?? `${project}/.emulator`),
    reset: values.reset === true,
    demo: values['no-demo'] !== true,
    strict: values.strict === true,
    help: values.help === true,
  };
}
