import type { Clock } from '../../types.ts';

export type Json = Record<string, unknown>;

/** What WeChat's server answers: JSON with `errcode`, or a picture. */
export interface OpenApiAnswer {
  readonly contentType: string;
  readonly body: Buffer;
}

/** A refusal of WeChat's, with its own number. */
export class WechatRefusal extends Error {
  readonly errcode: number;

  constructor(errcode: number, message: string) {
    super(message);
    this.name = 'WechatRefusal';
    this.errcode = errcode;
  }
}

/** One call of an open interface. */
export interface OpenCall {
  readonly data: Json;
  /** Of which mini-program. */
  readonly appid: string;
  readonly clock: Clock;
}

/** Answers the fields beside `errcode`, or a picture. */
export type OpenInterface = (call: OpenCall) => Json | OpenApiAnswer;

const OPENID = /^[\w-]{6,64}$/;

export function textOf(data: Json, name: string, fallback?: string): string {
  const value = data[name] ?? fallback;
  if (typeof value === 'string') return value;
  throw new WechatRefusal(47001, `data format error: ${name} ${value === undefined ? 'is missing' : 'is not a text'}`);
}

/** An openid as far as it can be told from its looks. Refuses with 40003. */
export function openidOf(data: Json, name: string): string {
  const value = data[name];
  if (typeof value !== 'string' || !OPENID.test(value)) throw new WechatRefusal(40003, `invalid openid: ${name}`);
  return value;
}

export function oneOf<Value>(data: Json, name: string, allowed: readonly Value[], fallback?: Value): Value {
  const value = data[name] ?? fallback;
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) throw new WechatRefusal(47001, `data format error: ${name} must be one of ${allowed.join(', ')}`);
  return found;
}

/** WeChat takes JSON fields that it does not know in silence; here a misspelt one is named. */
export function refuseStray(data: Json, known: readonly string[]): void {
  const stray = Object.keys(data).find((key) => !known.includes(key));
  if (stray !== undefined)
    throw new WechatRefusal(47001, `data format error: ${stray} is no field of this interface (${known.join(', ')})`);
}
