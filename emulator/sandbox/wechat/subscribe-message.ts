import { join } from 'node:path';
import { openJournal } from '../journal.ts';
import { type Json, oneOf, openidOf, type OpenInterface, refuseStray, textOf, WechatRefusal } from './model.ts';

/** A message that a user got. */
export interface SentMessage {
  readonly at: number;
  readonly appid: string;
  readonly openid: string;
  readonly templateId: string;
  readonly page: string;
  readonly data: Readonly<Record<string, string>>;
}

export interface SubscribeMessages {
  readonly send: OpenInterface;
  /** A user has accepted one message of each template. */
  accept(appid: string, openid: string, templateIds: readonly string[]): void;
  /** How many messages of a template a user still accepts. */
  left(appid: string, openid: string, templateId: string): number;
  sentTo(openid: string | null): readonly SentMessage[];
  close(): void;
}

const KEPT_MESSAGES = 200;
const FIELDS = ['touser', 'template_id', 'page', 'data', 'miniprogram_state', 'lang'];

const latin = /^[\x20-\x7e]+$/;
const length = (text: string): number => [...text].length;

/** Values by the beginning of their key, as the table of subscription messages has them. */
const KINDS: readonly (readonly [kind: RegExp, fits: (value: string) => boolean])[] = [
  [/^thing\d+$/, (value) => length(value) <= 20],
  [/^number\d+$/, (value) => /^-?\d+(\.\d+)?$/.test(value) && value.length <= 32],
  [/^letter\d+$/, (value) => /^[A-Za-z]{1,32}$/.test(value)],
  [/^symbol\d+$/, (value) => length(value) <= 5 && !/[\p{L}\p{N}]/u.test(value)],
  [/^character_string\d+$/, (value) => latin.test(value) && value.length <= 32],
  [/^(time|date)\d+$/, (value) => /^(\d{4}年\d{1,2}月\d{1,2}日|\d{4}-\d{1,2}-\d{1,2})?\s*(\d{1,2}:\d{2}(:\d{2})?)?(~.+)?$/.test(value)],
  [/^amount\d+$/, (value) => /^[^\d\s.]?\d{1,10}(\.\d{1,2})?元?$/.test(value)],
  [/^phone_number\d+$/, (value) => /^[\d+\-() ]{1,17}$/.test(value)],
  [/^car_number\d+$/, (value) => length(value) <= 8],
  [/^name\d+$/, (value) => (/\p{Script=Han}/u.test(value) ? length(value) <= 10 : length(value) <= 20)],
  [/^phrase\d+$/, (value) => /^\p{Script=Han}{1,5}$/u.test(value)],
];

function checkedValues(given: unknown): Record<string, string> {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new WechatRefusal(47003, 'argument invalid! data is empty');
  const entries = Object.entries(given).map(([key, item]): [string, string] => {
    const value: unknown = typeof item === 'object' && item !== null ? (item as Json)['value'] : undefined;
    const fits = KINDS.find(([kind]) => kind.test(key))?.[1];
    if (fits === undefined) throw new WechatRefusal(47003, `argument invalid! data.${key} is no kind of value`);
    const text = typeof value === 'number' ? String(value) : value;
    if (typeof text !== 'string' || text === '' || !fits(text))
      throw new WechatRefusal(47003, `argument invalid! data.${key}.value invalid`);
    return [key, text];
  });
  if (entries.length === 0) throw new WechatRefusal(47003, 'argument invalid! data is empty');
  return Object.fromEntries(entries);
}

/** `subscribeMessage.send`: one message for each time the user accepted one, which lasts; what was sent is kept while the emulator runs. */
export function createSubscribeMessages(folder: string): SubscribeMessages {
  const accepted = openJournal<number>(join(folder, 'wechat-subscriptions.jsonl'), (count) => count === 0);
  const messages: SentMessage[] = [];
  const key = (appid: string, openid: string, templateId: string): string => JSON.stringify([appid, openid, templateId]);
  const left: SubscribeMessages['left'] = (appid, openid, templateId) => accepted.get(key(appid, openid, templateId)) ?? 0;
  return {
    left,
    accept(appid, openid, templateIds) {
      for (const id of templateIds) accepted.put(key(appid, openid, id), left(appid, openid, id) + 1);
    },
    send({ data, appid, clock }) {
      refuseStray(data, FIELDS);
      const openid = openidOf(data, 'touser');
      const templateId = textOf(data, 'template_id');
      if (!/^[\w-]{1,64}$/.test(templateId)) throw new WechatRefusal(40037, 'invalid template_id');
      const page = textOf(data, 'page', '');
      if (page.startsWith('/') || /\s/.test(page))
        throw new WechatRefusal(41030, 'invalid page: a page of the program, without a slash in front');
      oneOf(data, 'miniprogram_state', ['developer', 'trial', 'formal'], 'formal');
      oneOf(data, 'lang', ['zh_CN', 'en_US', 'zh_HK', 'zh_TW'], 'zh_CN');
      const values = checkedValues(data['data']);
      const count = left(appid, openid, templateId);
      if (count === 0) throw new WechatRefusal(43101, 'user refuse to accept the msg');
      accepted.put(key(appid, openid, templateId), count - 1);
      messages.push({ at: clock.now(), appid, openid, templateId, page, data: values });
      if (messages.length > KEPT_MESSAGES) messages.shift();
      return {};
    },
    sentTo: (openid) => messages.filter((message) => openid === null || message.openid === openid),
    close: () => accepted.close(),
  };
}
