import type { IncomingMessage } from 'node:http';
import { isLoopbackOrigin, readJsonObject, sendJson } from '../../server/http.ts';
import type { ActivityFeed, Clock, Service } from '../../types.ts';
import { getUnlimited } from './codes.ts';
import { msgSecCheck } from './content-check.ts';
import { type Json, type OpenApiAnswer, type OpenInterface, WechatRefusal } from './model.ts';
import { createPhoneNumbers } from './phone.ts';
import { createSubscribeMessages } from './subscribe-message.ts';

export type { OpenApiAnswer } from './model.ts';

export interface WechatOptions {
  /** What users have accepted lies here. */
  readonly folder: string;
  readonly clock: Clock;
  readonly feed: ActivityFeed;
}

/** WeChat's open interfaces, as `cloud.openapi` and `callWxOpenApi` reach them. */
export interface OpenApi {
  /** Null for an interface that is not offered. A refusal of WeChat's is an answer with `errcode`. */
  call(name: string, data: Json, appid: string): OpenApiAnswer | null;
}

export interface Wechat extends OpenApi {
  /** What happens on a user's phone, under `/__sandbox/wechat`. */
  readonly control: Service;
}

const CONTROL = '/__sandbox/wechat/';

class Misuse extends Error {}

function json(value: unknown): OpenApiAnswer {
  return { contentType: 'application/json', body: Buffer.from(JSON.stringify(value)) };
}

function named(body: Json, name: string): string {
  const value = body[name];
  if (typeof value !== 'string' || value === '') throw new Misuse(`${name} is missing`);
  return value;
}

function texts(body: Json, name: string): readonly string[] {
  const list = body[name];
  if (!Array.isArray(list) || list.length > 20 || !list.every((item) => typeof item === 'string'))
    throw new Misuse(`${name} must be a list of texts`);
  return list;
}

/** A stand-in for WeChat's server: it checks what it is given and answers as the documents say; nothing leaves this machine. */
export function createWechat({ folder, clock, feed }: WechatOptions): Wechat {
  const messages = createSubscribeMessages(folder);
  const phones = createPhoneNumbers(clock);
  const interfaces: ReadonlyMap<string, OpenInterface> = new Map<string, OpenInterface>([
    ['subscribeMessage.send', messages.send],
    ['security.msgSecCheck', msgSecCheck],
    ['wxacode.getUnlimited', getUnlimited],
    ['phonenumber.getPhoneNumber', phones.getPhoneNumber],
  ]);

  async function control(request: IncomingMessage, url: URL): Promise<Json> {
    const name = url.pathname.slice(CONTROL.length);
    if (request.method === 'GET' && name === 'messages') return { messages: messages.sentTo(url.searchParams.get('openid')) };
    const body = request.method === 'POST' ? await readJsonObject(request) : null;
    if (body === null) throw new Misuse(`${request.method ?? ''} ${name}: POST with a JSON object, or GET messages`);
    const [appid, openid] = [named(body, 'appid'), named(body, 'openid')];
    if (name === 'subscribe') {
      const ids = texts(body, 'templateIds');
      messages.accept(appid, openid, ids);
      return { left: Object.fromEntries(ids.map((id) => [id, messages.left(appid, openid, id)])) };
    }
    if (name === 'phone-code') return { code: phones.codeFor(appid, openid) };
    throw new Misuse(`${name} is not known here`);
  }

  return {
    call(name, data, appid) {
      const run = interfaces.get(name);
      if (run === undefined) return null;
      try {
        const result = run({ data, appid, clock });
        return result['body'] instanceof Buffer ? (result as unknown as OpenApiAnswer) : json({ errcode: 0, errmsg: 'ok', ...result });
      } catch (error) {
        if (!(error instanceof WechatRefusal)) throw error;
        feed.publish({ kind: 'warning', title: `openapi.${name}`, detail: `${error.errcode} ${error.message}` });
        return json({ errcode: error.errcode, errmsg: error.message });
      }
    },
    control: {
      async handle(request, response, url) {
        if (!url.pathname.startsWith(CONTROL)) return false;
        try {
          if (!isLoopbackOrigin(request.headers.origin)) throw new Misuse('only pages of this machine may ask');
          sendJson(response, 200, await control(request, url));
        } catch (error) {
          if (!(error instanceof Misuse)) throw error;
          sendJson(response, 400, { code: 'INVALID_PARAM', message: error.message });
        }
        return true;
      },
      close() {
        messages.close();
        return Promise.resolve();
      },
    },
  };
}
