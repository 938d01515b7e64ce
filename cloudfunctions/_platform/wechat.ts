import { log } from './log.ts';

interface WeChatServer {
  init(options: object): void;
  DYNAMIC_CURRENT_ENV: unknown;
  openapi: { phonenumber: { getPhoneNumber(input: { code: string }): Promise<{ phoneInfo?: { purePhoneNumber?: string } }> } };
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
    return typeof number === 'string' && /^1[3-9]\d{9}$/.test(number) ? number : null;
  } catch (error) {
    log.warn('phone number not available', { cause: error instanceof Error ? error.message : String(error) });
    return null;
  }
}
