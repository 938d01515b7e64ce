import { ApiFailure, requireText, toFailure, type Options } from '../call.ts';
import { cloudApi } from './api.ts';
import { MiniProgramDatabase } from './database.ts';
import { CloudFailure } from './failure.ts';
import { downloadAddress, fileApis } from './files.ts';
import { Realtime } from './realtime.ts';
import { CloudSession, type Identity } from './session.ts';
import { isPlainObject } from './types.ts';

export type { Identity } from './session.ts';

/** What a call of a function may carry at most. */
const CALL_LIMIT_BYTES = 1024 * 1024;

function environmentOf(config: unknown): string | undefined {
  const env = isPlainObject(config) ? config['env'] : undefined;
  if (typeof env === 'string') return env;
  // `init({env: {database, functions, storage}})` names one environment per service; the emulator has only one.
  const named = isPlainObject(env) ? Object.values(env).find((value) => typeof value === 'string') : undefined;
  return typeof named === 'string' ? named : undefined;
}

class Environment {
  readonly session: CloudSession;
  readonly realtime: Realtime;
  readonly #served: string;
  #env: string | undefined;
  #ready = false;

  constructor(session: CloudSession, realtime: Realtime) {
    this.session = session;
    this.realtime = realtime;
    this.#served = session.identity.envId;
  }

  use(env: string | undefined): void {
    this.#env = env;
    this.#ready = true;
  }

  /** Refuses what the cloud would: a call before `init`, or for an environment that is not there. */
  check(env = this.#env): void {
    if (!this.#ready) throw new CloudFailure('RESOURCE_NOT_INITIAL', "Cloud API isn't enabled, please call wx.cloud.init first");
    if (env !== undefined && env !== this.#served) {
      throw new CloudFailure('INVALIID_ENV', `env not exists: ${env}; this CloudBase serves ${this.#served}`);
    }
  }
}

function callFunction(environment: Environment): (options?: Options) => unknown {
  return cloudApi('cloud.callFunction', environment, async (options) => {
    const name = requireText(options, 'name');
    environment.check(environmentOf(options['config']));
    const data = options['data'] ?? {};
    const text = JSON.stringify(data);
    if (new TextEncoder().encode(text).length > CALL_LIMIT_BYTES) throw new CloudFailure('INVALID_PARAM', 'data exceed max size 1MB');
    const { body, requestId } = await environment.session.call({
      method: 'POST',
      path: `/v1/functions/${encodeURIComponent(name)}`,
      body: data,
    });
    return { result: body ?? null, requestID: requestId };
  });
}

function refuse(name: string): (options?: Options) => never {
  return () => {
    throw new Error(`wx.cloud.${name} is not offered by the local CloudBase`);
  };
}

function membersOf(environment: Environment): Options {
  return {
    callFunction: callFunction(environment),
    ...fileApis(environment),
    database: (config?: unknown) => {
      environment.check(environmentOf(config));
      return new MiniProgramDatabase(environment);
    },
    callContainer: refuse('callContainer'),
    connectContainer: refuse('connectContainer'),
    CloudID: refuse('CloudID'),
    CDN: refuse('CDN'),
  };
}

/** `new wx.cloud.Cloud({resourceAppid, resourceEnv})`: another mini-program's environment, opened through its `cloudbase_auth` function. */
function sharedCloud(session: CloudSession, realtime: Realtime): new (options?: Options) => object {
  return class Cloud {
    readonly #environment = new Environment(session, realtime);
    readonly #options: Options;

    constructor(options: Options = {}) {
      this.#options = options;
      Object.assign(this, membersOf(this.#environment));
    }

    /** Runs `cloudbase_auth` as the cloud does on every opening of a shared environment; anything but `errCode: 0` refuses. */
    async init(): Promise<void> {
      const { resourceAppid, resourceEnv } = this.#options;
      try {
        if (typeof resourceEnv !== 'string') throw new ApiFailure('resourceEnv is required', { errCode: -1 });
        if (typeof resourceAppid !== 'string') throw new ApiFailure('resourceAppid is required', { errCode: -1 });
        this.#environment.use(resourceEnv);
        this.#environment.check();
        const { body } = await session.call({ method: 'POST', path: '/v1/functions/cloudbase_auth', body: {} });
        const errCode = isPlainObject(body) ? body['errCode'] : undefined;
        if (errCode !== 0) {
          const reason = isPlainObject(body) ? String(body['errMsg'] ?? '') : '';
          throw new ApiFailure(`cloudbase_auth refused: errCode ${String(errCode)} ${reason}`.trim(), {
            errCode: typeof errCode === 'number' ? errCode : -1,
          });
        }
      } catch (error) {
        const failure = error instanceof CloudFailure ? new ApiFailure(error.describe(), { errCode: error.errCode }) : error;
        throw toFailure('cloud.init', failure);
      }
    }
  };
}

export interface MiniProgramCloud {
  /** `wx.cloud` itself. */
  readonly api: Options;
  /** Readable address of a `cloud://` file, for pictures. */
  fileAddress(fileId: string): Promise<string>;
  /** Drops the session and starts every watch anew; call it when another user holds the phone. */
  identityChanged(): void;
  /** Ends the session and every watch. */
  dispose(): void;
}

export function createCloud(identity: Identity): MiniProgramCloud {
  const session = new CloudSession(identity);
  const realtime = new Realtime(session);
  const environment = new Environment(session, realtime);
  return {
    api: {
      init: (config?: unknown) => environment.use(environmentOf(config)),
      Cloud: sharedCloud(session, realtime),
      ...membersOf(environment),
    },
    fileAddress: (fileId) => downloadAddress(session, fileId),
    identityChanged: () => {
      session.forget();
      realtime.identityChanged();
    },
    dispose: () => {
      session.forget();
      realtime.dispose();
    },
  };
}
