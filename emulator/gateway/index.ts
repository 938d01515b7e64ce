import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Service } from '../types.ts';
import { DEFAULTS } from '../assumptions.ts';
import { Admission } from './admission.ts';
import { type AdminOptions, handleAdmin } from './admin.ts';
import { handleAuth } from './auth/routes.ts';
import { Sudo } from './auth/account.ts';
import { Codes } from './auth/codes.ts';
import { SignInKey } from './auth/encrypted.ts';
import { bearerOf, type OpenSession, Tokens } from './auth/tokens.ts';
import { Users } from './auth/users.ts';
import { callFunction } from './calls.ts';
import type { EndUser, GatewayOptions } from './context.ts';
import { Data } from './data.ts';
import { EmulatorRoutes } from './emulator-routes.ts';
import { CloudError } from './failure.ts';
import { allowOrigin, decodePart, isForeign, readText, sendJson, sendRefusal, sendText } from './http.ts';
import { CLIENT_WRITE_BYTES, SERVER_REQUEST_BYTES } from './limits.ts';
import { OpenTransactions } from './open-transactions.ts';
import { Realtime, SOCKET_PATH } from './realtime/index.ts';
import { handleDatabase } from './rest.ts';
import { DEFAULT_INVOKE } from './rules/invoke.ts';
import { Policy } from './rules/policy.ts';
import { handleWeb } from './web.ts';
import { handleStorages } from './storage.ts';
import { tellOfChanges } from './changes.ts';
import { warnOfScans } from './scans.ts';
import { isPlainObject, parseJson } from './values.ts';
import { Writers } from './writers.ts';

/** The function that an environment must have to be shared. */
const SHARING = 'cloudbase_auth';

export type { GatewayOptions } from './context.ts';

/**
 * The cloud's door: `/admin` for server SDKs, `/auth/v1`, `/v1`, `/web` and the realtime socket for clients, and the emulator's sessions, feed
 * and figures. Clients are bound by the project's rules; what is not offered is refused by name.
 */
export function createGateway(options: GatewayOptions): Service {
  const { database, functions, clock, meter, feed, envId, storage } = options;
  const tokens = new Tokens(clock, { secret: options.tokenSecret, file: options.revocationsFile });
  const users = options.users ?? new Users({ clock });
  const codes = new Codes(clock, feed);
  const writers = options.writers ?? new Writers();
  const assume = options.assume ?? DEFAULTS;
  const policy = new Policy({ database, clock, meter, feed, rules: options.rules, assume, ownerAppid: options.defaultAppid });
  const { trace, faults } = options;
  const data = new Data({ database, meter, guard: policy, writers, trace, faults, assume });
  const realtime = new Realtime({ database, policy, clock, meter, feed, envId, origin: options.origin });
  const stopDropping = faults?.onDropSockets(() => realtime.drop());
  const defaultAppid = options.defaultAppid ?? 'wx0000000000000000';
  const emulator = new EmulatorRoutes({ tokens, codes, feed, meter, defaultAppid });
  const admission = new Admission();
  const calls = { functions, meter, feed, rules: options.invokeRules ?? DEFAULT_INVOKE };
  const admin: AdminOptions = {
    data,
    storage,
    openApi: options.openApi,
    defaultAppid,
    functions,
    assume,
    users,
    clock,
    envId,
    scriptSecretId: options.scriptSecretId,
    transactions: new OpenTransactions(feed),
    signSocket: () => realtime.sign(null),
  };
  const web = { assume, data, storage, calls, clock, tokens, envId, signSocket: (session: OpenSession) => realtime.sign(session) };
  tokens.onEnded((isEnded) => realtime.end(isEnded));
  const auth = {
    tokens,
    users,
    codes,
    sudo: new Sudo(),
    signInKey: new SignInKey(),
    clock,
    envId,
    customLoginKey: options.customLoginKey,
  };

  const stopScans = warnOfScans(database, feed);
  const stopChanges = tellOfChanges(database, feed, writers);

  /** Another mini-program's user opened the environment: the owner's function said who he is here. */
  function noteShared(user: EndUser, result: string): void {
    const answer = parseJson(result, 'what cloudbase_auth returned');
    if (!isPlainObject(answer) || answer['errCode'] !== 0 || typeof answer['auth'] !== 'string') return;
    const custom = parseJson(answer['auth'], 'auth of cloudbase_auth');
    if (isPlainObject(custom)) policy.noteCustom(user, custom);
  }

  async function handleV1(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const requestId = randomUUID();
    response.setHeader('x-request-id', requestId);
    const name = request.method === 'POST' ? /^\/v1\/functions\/([^/]+)$/.exec(url.pathname)?.[1] : undefined;
    if (name !== undefined) await admission.enter(name);
    // Whoever has hung up meanwhile waits for no answer.
    if (request.destroyed) return;
    try {
      const user = tokens.user(bearerOf(request.headers.authorization));
      if (url.pathname.startsWith('/v1/database/')) {
        meter.bytes(null, await handleDatabase({ data, clock, assume }, { kind: 'user', user }, request, response, url));
        return;
      }
      if (name !== undefined) {
        const text = await readText(request, SERVER_REQUEST_BYTES);
        const result = await callFunction(calls, user, decodePart(name), text, request, requestId, 'EXCEED_AUTHORITY');
        if (name === SHARING) noteShared(user, result);
        sendText(response, 200, result);
        return;
      }
      const operation = /^\/v1\/storages\/([\w-]+)$/.exec(url.pathname)?.[1];
      if (operation !== undefined && request.method === 'POST') {
        if (storage === undefined) throw new CloudError('STORAGE_REQUEST_FAIL', 'this CloudBase has no storage of files');
        const body = parseJson(await readText(request, CLIENT_WRITE_BYTES), 'the body');
        sendJson(response, 200, await handleStorages(storage, { kind: 'user', user }, operation, body));
        return;
      }
      throw new CloudError('INVALID_PARAM', `${request.method} ${url.pathname} is not offered by the local CloudBase`);
    } catch (error) {
      sendRefusal(response, error, requestId);
    }
  }

  /** A client's route: pages of other ports of this machine may use it, others not. */
  async function client(request: IncomingMessage, response: ServerResponse, run: () => Promise<void>): Promise<true> {
    if (isForeign(request)) sendRefusal(response, new CloudError('INVALID_REQUEST_SOURCE', 'only pages of this machine may ask'), '');
    else {
      allowOrigin(request, response);
      if (request.method === 'OPTIONS') response.writeHead(204).end();
      else await run();
    }
    return true;
  }

  return {
    async handle(request, response, url) {
      const path = url.pathname;
      if (path === '/admin') {
        await handleAdmin(admin, request, response);
        return true;
      }
      if (path === '/web') return client(request, response, () => handleWeb(web, request, response));
      if (path.startsWith('/v1/')) return client(request, response, () => handleV1(request, response, url));
      if (/^\/auth\/v[12]\//.test(path)) return client(request, response, () => handleAuth(auth, request, response, url));
      if (storage !== undefined && (await storage.bytes.handle(request, response, url))) return true;
      return emulator.handle(request, response, path);
    },
    upgrade(request, socket, head, url) {
      if (url.pathname !== SOCKET_PATH || isForeign(request)) return false;
      if (faults?.refusesSockets() === true) socket.end('HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\n\r\n');
      else realtime.upgrade(request, socket, head);
      return true;
    },
    close() {
      stopChanges();
      stopScans();
      stopDropping?.();
      emulator.close();
      realtime.close();
      tokens.close();
      return Promise.resolve();
    },
  };
}
