/** `cloud.openapi` (a form with a binary message) and `callWxOpenApi` (JSON): the ways of the server SDKs to WeChat's open interfaces. */
import type { OpenApi, OpenApiAnswer } from '../sandbox/wechat/index.ts';
import type { Sender } from './credentials.ts';
import { CloudError } from './failure.ts';
import { readFields, writeField } from './protobuf.ts';
import { isPlainObject, parseJson, type PlainObject } from './values.ts';

export interface OpenApiOptions {
  readonly openApi?: OpenApi | undefined;
  /** The mini-program whose interfaces a call without a mini-program user reaches. */
  readonly defaultAppid: string;
}

/** CommApiData: its kind of interface is not an open one (phone calls, shared data, tokens) unless it is 0. */
const OPEN_INTERFACE = 0;

function appidOf(sender: Sender, options: OpenApiOptions): string {
  return sender.identity.kind === 'mini' ? sender.identity.appid : options.defaultAppid;
}

function call(options: OpenApiOptions, sender: Sender, name: string, data: PlainObject): OpenApiAnswer {
  const answer = options.openApi?.call(name, data, appidOf(sender, options)) ?? null;
  if (answer === null) throw new CloudError('WX_SYSTEM_ERROR', `WeChat's ${name} is not offered by the local CloudBase`);
  return answer;
}

function pairsOf(message: Buffer): PlainObject {
  const data: PlainObject = {};
  for (const pair of readFields(message)) {
    const fields = readFields(pair.bytes);
    const key = fields.find(({ number }) => number === 1)?.bytes.toString('utf8');
    const value = fields.find(({ number }) => number === 2)?.bytes;
    if (fields.some(({ number }) => number === 3))
      throw new CloudError('WX_SYSTEM_ERROR', `files (${key ?? ''}) are not taken by the local CloudBase`);
    if (key !== undefined && value !== undefined) data[key] = parseJson(value.toString('utf8'), key);
  }
  return data;
}

/** The answer to a form: a message of WeChat's, as bytes. */
export function answerForm(options: OpenApiOptions, sender: Sender, parts: ReadonlyMap<string, Buffer>): Buffer {
  const name = parts.get('apiName')?.toString('utf8') ?? 'this interface';
  const action = parts.get('action')?.toString('utf8');
  const fields = action === 'wx.openApi' ? readFields(parts.get('requestData') ?? Buffer.alloc(0)) : [];
  const kind = fields.find(({ number }) => number === 1)?.value ?? OPEN_INTERFACE;
  const data = fields.find(({ number }) => number === 2)?.bytes;
  if (action !== 'wx.openApi' || kind !== OPEN_INTERFACE || data === undefined) {
    const what = action === 'wx.openApi' ? name : `${name} (${action ?? 'no action'})`;
    throw new CloudError('WX_SYSTEM_ERROR', `WeChat's ${what} is not offered by the local CloudBase`);
  }
  const { contentType, body } = call(options, sender, name, pairsOf(data));
  return Buffer.concat([writeField(1, body), writeField(2, contentType)]);
}

/** The answer to `wx.api`: JSON text, or refused where there is a picture. */
export function answerJson(options: OpenApiOptions, sender: Sender, body: PlainObject): string {
  const name = String(body['apiName'] ?? '');
  const given = body['requestData'];
  const data = typeof given === 'string' && given !== '' ? parseJson(given, 'requestData') : {};
  if (!isPlainObject(data)) throw new CloudError('INVALID_PARAM', 'requestData is not an object');
  const answer = call(options, sender, name, data);
  if (answer.contentType !== 'application/json')
    throw new CloudError('WX_SYSTEM_ERROR', `${name} answers a picture, which callWxOpenApi cannot carry; use wx-server-sdk`);
  return answer.body.toString('utf8');
}
