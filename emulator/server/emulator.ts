import type { ActivityFeed, Clock, CollectionRules, Meter, Service, Trace } from '../types.ts';
import { type Database, openDatabase } from '../database/index.ts';
import { createHttpAccess } from '../functions/http-access.ts';
import { createFunctionHost, type RunningFunctionHost } from '../functions/host.ts';
import { watchFunctions } from '../functions/reload.ts';
import { createFaults, type FaultBook } from '../faults/faults.ts';
import { createFaultRoutes } from '../faults/routes.ts';
import { createTimers } from '../functions/timers.ts';
import { RuleError } from '../gateway/rules/expression.ts';
import { Users } from '../gateway/auth/users.ts';
import { createGateway } from '../gateway/index.ts';
import { Writers } from '../gateway/writers.ts';
import type { createMiniprogramHost } from '../miniprogram/server.ts';
import { readCollections } from '../project/collections.ts';
import { ProjectError, readProject, type Project } from '../project/config.ts';
import { notesOn } from '../project/defaults.ts';
import { createHosting } from '../project/hosting.ts';
import { createStorage, type Storage } from '../storage/index.ts';
import { customLoginKey } from '../project/login-key.ts';
import { keepIndexes, runSetup } from '../project/setup.ts';
import { emulatorEnvironment, functionEnvironment } from '../project/template.ts';
import { createWechat } from '../sandbox/wechat/index.ts';
import { createWechatPay } from '../sandbox/wechatpay/index.ts';
import { openLogStore } from '../trace/log-store.ts';
import { createLogRoutes } from '../trace/routes.ts';
import { createTrace } from '../trace/trace.ts';
import { createUsageRoutes } from '../usage/routes.ts';
import { createUsage } from '../usage/usage.ts';
import type { Arguments } from './arguments.ts';
import { createAlarms, createClock, type Alarms } from './clock.ts';
import { createControl } from './control.ts';
import { openDataFolder, type DataFolder } from './data-folder.ts';
import { environmentFile } from './environment-file.ts';
import { createFeed } from './feed.ts';
import { lazyService } from './lazy.ts';
import { openFunctionLog, seldom } from './log-file.ts';
import { createMeter } from './meter.ts';
import { openFront } from './server.ts';
import { DataTools } from '../tools/data.ts';
import { createToolRoutes } from '../tools/routes.ts';
import { Snapshots } from '../tools/snapshots.ts';

export interface EmulatorOptions extends Arguments {
  /** The bundled worker. */
  readonly workerFile: string;
  /** The page at `/`, where there is one. */
  readonly loadStudio: () => Promise<Service | null>;
  /** The compilers of the mini-program host take more memory than all the rest: they are loaded when a mini-program is opened. */
  readonly loadMiniprogramHost: () => Promise<typeof createMiniprogramHost>;
  readonly say: (text: string) => void;
  readonly complain: (text: string) => void;
  /** Called when it cannot go on: its data can no longer be written. */
  readonly giveUp?: () => void;
}

export interface Emulator {
  readonly origin: string;
  readonly functions: RunningFunctionHost;
  close(): Promise<void>;
}

/** What has been opened, closed in the opposite order, each at most once. */
class Closing {
  readonly #steps: (() => Promise<unknown> | unknown)[] = [];

  add(step: () => Promise<unknown> | unknown): void {
    this.#steps.push(step);
  }

  async run(): Promise<void> {
    for (let step = this.#steps.pop(); step; step = this.#steps.pop()) await step();
  }
}

interface Base {
  readonly options: EmulatorOptions;
  readonly project: Project;
  readonly data: DataFolder;
  readonly clock: Clock;
  readonly alarms: Alarms;
  readonly meter: Meter;
  readonly feed: ActivityFeed;
  readonly faults: FaultBook;
  readonly closing: Closing;
}

/** The time of a data folder never runs backward: how far it was moved forward is kept. */
function openClock(data: DataFolder): Clock {
  const clock = createClock(Number(data.read('clock') ?? 0) || 0);
  clock.onAdvance((offsetMs) => data.write('clock', String(offsetMs)));
  return clock;
}

function openFunctions(
  { options, project, data, clock, meter, feed, faults, closing }: Base,
  trace: Trace,
  origin: string,
  loginKey: string,
): RunningFunctionHost {
  const env = emulatorEnvironment(project.env, { origin, customLoginKey: loginKey });
  const log = openFunctionLog(data.file('functions.log'), clock.now, options.complain);
  closing.add(() => log.close());
  const host = createFunctionHost({
    functions: project.functions.map((declaration) => ({
      ...declaration,
      env: functionEnvironment(declaration.name, declaration.env, env),
    })),
    cloud: { envId: project.envId, region: project.region, origin, ownerAppid: ownerAppid(project) },
    clock,
    meter,
    feed,
    trace,
    faults,
    workerFile: options.workerFile,
    log: (entry) => log.write(entry),
  });
  closing.add(() => host.close());
  const stopWatching = watchFunctions(
    project.functionRoot,
    new Map(project.functions.map(({ name, directory }) => [name, directory])),
    (name) => host.renew(name),
  );
  closing.add(stopWatching);
  return host;
}

function openStorage({ project, data, clock, meter, feed, closing }: Base, origin: () => string): Storage {
  try {
    const secret = data.secret('storage-secret');
    const storage = createStorage({
      folder: data.file('storage'),
      envId: project.envId,
      rules: project.storage,
      secret,
      clock,
      meter,
      feed,
      origin,
    });
    closing.add(() => storage.close());
    return storage;
  } catch (error) {
    throw error instanceof RuleError ? new ProjectError(`emulator.${error.message}`) : error;
  }
}

/** The environment belongs to the first mini-program; the others share it. */
function ownerAppid(project: Project): string {
  return project.miniprograms[0]?.appid ?? project.wechatpay?.appid ?? '';
}

function openSandboxes({ project, data, clock, alarms, feed, faults }: Base): Service[] {
  if (project.wechatpay === null) return [];
  const payee = project.miniprograms[0]?.title ?? project.envId;
  return [createWechatPay({ folder: data.path, merchant: project.wechatpay, payee, clock, alarms, feed, faults })];
}

/** The data browser's side, and the end of a return to a snapshot that a dead process had begun. */
async function openDataTools(
  { options, project, data, clock }: Base,
  database: Database,
  storage: Storage,
  rules: ReadonlyMap<string, CollectionRules>,
  writers: Writers,
  replaced: () => void,
): Promise<Service> {
  const tools = new DataTools({ database, clock, writers, rules: () => rules });
  const snapshots = new Snapshots({ data, tools, storage, env: project.envId, clock });
  const finished = await snapshots.recover();
  if (finished !== null) options.say(`the data is that of the snapshot "${finished}": a killed emulator was going back to it`);
  return createToolRoutes({ database, tools, snapshots, clock, env: project.envId, replaced });
}

async function open(options: EmulatorOptions, closing: Closing): Promise<Emulator> {
  const project = readProject(options.project);
  const collections = readCollections(project.databaseFile, project.assume.indexes);
  for (const note of notesOn(project)) options.say(`note: ${note}`);
  const data = openDataFolder(options.data, { reset: options.reset });
  closing.add(() => data.release());
  const clock = openClock(data);
  const alarms = createAlarms(clock);
  closing.add(() => alarms.close());
  const meter = createMeter(() => usage.begin());
  const feed = createFeed(clock);
  const faults = createFaults();
  const base: Base = { options, project, data, clock, alarms, meter, feed, faults, closing };
  const warn = seldom(options.complain);
  feed.subscribe((event) => {
    if (event.kind === 'warning') warn(`warning: ${event.title}: ${event.detail}`);
  });

  const database = await openDatabase({
    file: data.file('database.db'),
    now: clock.now,
    strictIndexes: options.strict === true || project.strictIndexes,
    broken: ({ message }) => {
      options.complain(
        `${message}\nNothing can be kept any more, so the emulator ends. Make room in ${data.path} and start it again: everything that was acknowledged is there.`,
      );
      options.giveUp?.();
    },
  });
  closing.add(() => database.close());
  await keepIndexes(database, collections);
  // Where no set-up function makes them, nobody else would: in the cloud that is done on its console.
  if (project.setup.length === 0)
    for (const name of collections.keys()) if (!database.hasCollection(name)) await database.createCollection(name);

  const users = new Users({ clock, file: data.file('users.jsonl'), strongPasswords: project.assume.passwords === 'strong' });
  closing.add(() => users.close());
  await users.declare(project.users);

  const logs = openLogStore(data.file('logs'));
  const usage = createUsage(meter, feed, project.meter, clock.now);
  const trace = createTrace({
    clock,
    feed,
    database,
    keep(call) {
      logs.add(call);
      usage.call(call.name, call.memoryMb, call.ms);
    },
  });
  closing.add(() => trace.close());
  const storage = openStorage(base, () => `http://127.0.0.1:${front.port}`);
  const front = await openFront(options.port, (error) =>
    options.complain(error instanceof Error ? (error.stack ?? error.message) : String(error)),
  );
  closing.add(() => front.close());
  const origin = `http://127.0.0.1:${front.port}`;
  const loginKey = customLoginKey(data.file('custom-login-key.json'), project.envId);
  const host = openFunctions(base, trace, origin, loginKey.credentials);
  const timers = createTimers(
    project.functions.flatMap(({ name, triggers }) => triggers.map((trigger) => ({ function: name, ...trigger }))),
    host,
    clock,
    alarms,
    faults,
    { twice: project.assume.timersTwice },
  );
  closing.add(() => timers.close());

  const writers = new Writers();
  const dataTools = await openDataTools(base, database, storage, collections, writers, () =>
    host.list().forEach((name) => host.renew(name)),
  );
  const wechat = createWechat({ folder: data.path, clock, feed });
  const studio = await options.loadStudio();
  let ready = false;
  const secretId = data.secret('script-secret');
  front.use(
    createControl({
      envId: project.envId,
      ready: () => ready,
      functions: host.list,
      collections: () => database.listCollections(),
      identities: project.identities,
      title: project.title,
      miniprograms: project.miniprograms,
      hosting: project.hosting,
      hints: project.hints,
      clock,
      alarms,
      timers,
    }),
    createLogRoutes(logs),
    createFaultRoutes(faults, host.list),
    createUsageRoutes(usage, () => database.listCollections()),
    ...openSandboxes(base),
    dataTools,
    wechat.control,
    createGateway({
      database,
      storage,
      openApi: wechat,
      functions: host,
      clock,
      meter,
      feed,
      trace,
      faults,
      rules: () => collections,
      envId: project.envId,
      origin: () => origin,
      customLoginKey: loginKey,
      users,
      invokeRules: project.invokeRules,
      assume: project.assume,
      revocationsFile: data.file('ended-sessions.jsonl'),
      tokenSecret: data.secret('token-secret'),
      scriptSecretId: secretId,
      defaultAppid: ownerAppid(project),
      mainRegion: project.region,
      writers,
    }),
    createHttpAccess({
      routes: project.functions.flatMap(({ name, path }) => (path === null ? [] : [{ path, function: name }])),
      host,
      meter,
      envId: project.envId,
    }),
    lazyService(
      project.miniprograms.map(({ path }) => path),
      async () =>
        (await options.loadMiniprogramHost())({ miniprograms: project.miniprograms, envId: project.envId, projectDir: project.directory }),
    ),
    createHosting(project.hosting),
    ...(studio === null ? [] : [studio]),
  );
  data.write('env', environmentFile({ envId: project.envId, region: project.region, origin, secretId }));
  await runSetup(project, host, data.file('setup.json'), { demo: options.demo, tell: options.say });
  timers.start();
  usage.begin();
  ready = true;
  return { origin, functions: host, close: () => closing.run() };
}

/** Starts everything; fulfils when all of it answers. What was opened before a failure is closed again. */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const closing = new Closing();
  try {
    return await open(options, closing);
  } catch (error) {
    await closing.run();
    throw error;
  }
}
