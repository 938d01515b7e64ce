import { MOBILE_NUMBER } from '@shop/shared/domain/phone.ts';
import { isProduction } from './config.ts';
import { log } from './log.ts';

interface WeChatServer {
  init(options: object): void;
  DYNAMIC_CURRENT_ENV: unknown;
  openapi: {
    phonenumber: { getPhoneNumber(input: { code: string }): Promise<{ phoneInfo?: { purePhoneNumber?: string } }> };
    subscribeMessage: { send(input: object): Promise<unknown> };
  };
}

let server: Promise<WeChatServer> | null = null;

/** wx-server-sdk is loaded by the few calls that need WeChat's own API, not by every function's start. */
function weChat(): Promise<WeChatServer> {
  server ??= import('wx-server-sdk').then((module: unknown) => {
    const sdk = ((module as { default?: unknown }).default ?? module) as WeChatServer;
    sdk.init({ env: sdk.DYNAMIC_CURRENT_ENV });
    return sdk;
  });
  return server;
}

/** The phone number behind a code of WeChat's 手机号快速验证 button; null when WeChat does not give it. */
export async function phoneNumberOf(code: string): Promise<string | null> {
  try {
    const sdk = await weChat();
    const answer = await sdk.openapi.phonenumber.getPhoneNumber({ code });
    const number = answer.phoneInfo?.purePhoneNumber;
    return typeof number === 'string' && MOBILE_NUMBER.test(number) ? number : null;
  } catch (error) {
    log.warn('phone number not available', { cause: error instanceof Error ? error.message : String(error) });
    return null;
  }
}

export interface SubscriptionMessage {
  readonly openid: string;
  readonly templateId: string;
  /** Without a slash in front. */
  readonly page: string;
  readonly data: Readonly<Record<string, { readonly value: string }>>;
}

/** The user has accepted no message of this template, or none any more. */
const NOT_ACCEPTED = 43101;

/** Sends a subscription message; false when WeChat does not take it, which is logged unless the user simply wants none. */
export async function sendMessage({ openid, templateId, page, data }: SubscriptionMessage): Promise<boolean> {
  try {
    const sdk = await weChat();
    const miniprogramState = isProduction() ? 'formal' : 'developer';
    await sdk.openapi.subscribeMessage.send({ touser: openid, templateId, page, data, miniprogramState });
    return true;
  } catch (error) {
    const { errCode, message } = error as { errCode?: unknown; message?: unknown };
    if (errCode !== NOT_ACCEPTED) log.warn('subscription message not sent', { template: templateId, cause: String(message ?? errCode) });
    return false;
  }
}
