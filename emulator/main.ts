#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ProjectError } from './project/config.ts';
import { readArguments, USAGE } from './server/arguments.ts';
import { DATA_USAGE, readDataCommand, runDataCommand } from './tools/cli.ts';
import type { Service } from './types.ts';
import { startEmulator, type Emulator } from './server/emulator.ts';

const address = (path: string): string => new URL(path, import.meta.url).href;
const beside = (path: string): string => fileURLToPath(address(path));

/** The studio is bundled beside this file; an emulator without it has no page at `/`. */
async function loadStudio(): Promise<Service | null> {
  if (!existsSync(beside('./studio.js'))) return null;
  return ((await import(address('./studio.js'))) as { createStudio: () => Service }).createStudio();
}

async function main(): Promise<void> {
  const command = readDataCommand(process.argv.slice(2));
  if (command !== null) return console.log(await runDataCommand(command));
  const options = readArguments(process.argv.slice(2), process.env);
  if (options.help) return console.log(`${USAGE}\nor\n${DATA_USAGE}`);
  let emulator: Emulator | null = null;
  let stopping = false;

  const stop = (code: number): void => {
    if (stopping) process.exit(code === 0 ? 130 : code);
    stopping = true;
    if (emulator === null) process.exit(code);
    emulator.close().then(
      () => process.exit(code),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', () => stop(0));
  process.on('SIGTERM', () => stop(0));
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      console.error(error);
      stop(1);
    });
  }

  emulator = await startEmulator({
    ...options,
    workerFile: beside('./worker.cjs'),
    loadStudio,
    loadMiniprogramHost: async () =>
      ((await import(address('./miniprogram-host.js'))) as typeof import('./miniprogram/server.ts')).createMiniprogramHost,
    say: (text) => console.log(text),
    complain: (text) => console.error(text),
    giveUp: () => stop(1),
  });
  console.log(`ready ${emulator.origin}`);
}

main().catch((error: unknown) => {
  console.error(error instanceof ProjectError ? error.message : error);
  process.exit(1);
});
