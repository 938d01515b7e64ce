import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ActivityFeed, Meter, StampedEvent } from '../types.ts';
import type { Codes } from './auth/codes.ts';
import type { Tokens } from './auth/tokens.ts';
import { CloudError } from './failure.ts';
import { isForeign, readObject, sendJson, sendRefusal } from './http.ts';

export interface EmulatorRoutesOptions {
  readonly tokens: Tokens;
  readonly codes: Codes;
  readonly feed: ActivityFeed;
  readonly meter: Meter;
  readonly defaultAppid: string;
}

/** Who does not read the feed for so long is let go; a browser asks again by itself. */
const MAX_WAITING_BYTES = 1024 * 1024;
const OPENID = /^[\w-]{1,64}$/;

/** The emulator's own surface: sessions of WeChat users, what just happened, and the figures. */
export class EmulatorRoutes {
  readonly #options: EmulatorRoutesOptions;
  readonly #streams = new Set<ServerResponse>();
  readonly #stop: () => void;

  constructor(options: EmulatorRoutesOptions) {
    this.#options = options;
    this.#stop = options.feed.subscribe((event) => {
      if (this.#streams.size === 0) return;
      const text = eventText(event);
      for (const stream of this.#streams) {
        if (stream.writableLength > MAX_WAITING_BYTES) stream.destroy();
        else stream.write(text);
      }
    });
  }

  /** Answers false for a path that is not its own. */
  async handle(request: IncomingMessage, response: ServerResponse, path: string): Promise<boolean> {
    if (!PATHS.has(path)) return false;
    try {
      if (isForeign(request)) throw new CloudError('INVALID_REQUEST_SOURCE', 'only pages and programs of this machine may ask');
      await this.#answer(request, response, `${request.method ?? ''} ${path}`);
    } catch (error) {
      sendRefusal(response, error, '');
    }
    return true;
  }

  close(): void {
    this.#stop();
    for (const stream of this.#streams) stream.end();
    this.#streams.clear();
  }

  async #answer(request: IncomingMessage, response: ServerResponse, route: string): Promise<void> {
    switch (route) {
      case 'POST /__emulator/session':
        return this.#session(request, response);
      case 'GET /__emulator/feed':
        return this.#feed(response);
      case 'GET /__emulator/codes':
        return sendJson(response, 200, { codes: this.#options.codes.sent() });
      case 'GET /__emulator/meter':
        return sendJson(response, 200, this.#options.meter.figures());
      case 'POST /__emulator/meter/reset':
        this.#options.meter.reset();
        return sendJson(response, 200, {});
      default:
        return sendJson(response, 405, { code: 'INVALID_PARAM', message: `${route} is not offered` });
    }
  }

  async #session(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { openid, appid = this.#options.defaultAppid, unionid } = await readObject(request, 4096);
    // An all-digit openid would reach a function as a number: the SDK turns digits into one.
    if (typeof openid !== 'string' || !OPENID.test(openid) || /^\d+$/.test(openid))
      throw new CloudError('INVALID_PARAM', 'openid is not one');
    if (typeof appid !== 'string' || !OPENID.test(appid)) throw new CloudError('INVALID_PARAM', 'appid is not one');
    sendJson(
      response,
      200,
      this.#options.tokens.open({ kind: 'mini', appid, openid, ...(typeof unionid === 'string' ? { unionid } : {}) }),
    );
  }

  #feed(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', connection: 'keep-alive' });
    response.write(`retry: 1000\n\n${this.#options.feed.recent().map(eventText).join('')}`);
    this.#streams.add(response);
    response.on('close', () => this.#streams.delete(response));
  }
}

const PATHS: ReadonlySet<string> = new Set([
  '/__emulator/session',
  '/__emulator/codes',
  '/__emulator/feed',
  '/__emulator/meter',
  '/__emulator/meter/reset',
]);

function eventText(event: StampedEvent): string {
  return `id: ${event.sequence}\ndata: ${JSON.stringify(event)}\n\n`;
}
