import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../../types.ts';
import { type OpenInterface, refuseStray, textOf, WechatRefusal } from './model.ts';

const CODE_LIFE_MS = 5 * 60_000;

export interface PhoneNumbers {
  readonly getPhoneNumber: OpenInterface;
  /** The code that a tap on the button gives: good once, for five minutes. */
  codeFor(appid: string, openid: string): string;
}

/** A number of a user's own, the same each time. The block is not one that is handed out to people for a test to call. */
function numberOf(openid: string): string {
  const digits = createHash('sha256').update(openid).digest().readUInt32BE(0) % 10_000;
  return `1380000${String(digits).padStart(4, '0')}`;
}

/** `phonenumber.getPhoneNumber`. Codes are kept in memory: they would not outlive a restart by much. */
export function createPhoneNumbers(clock: Clock): PhoneNumbers {
  const codes = new Map<string, { readonly appid: string; readonly openid: string; readonly until: number }>();
  return {
    codeFor(appid, openid) {
      for (const [code, { until }] of codes) if (until <= clock.now()) codes.delete(code);
      const code = randomBytes(24).toString('hex');
      codes.set(code, { appid, openid, until: clock.now() + CODE_LIFE_MS });
      return code;
    },
    getPhoneNumber({ data, appid }) {
      refuseStray(data, ['code', 'openid']);
      const code = textOf(data, 'code');
      const known = codes.get(code);
      codes.delete(code);
      if (known === undefined || known.until <= clock.now() || known.appid !== appid) throw new WechatRefusal(40029, 'invalid code');
      const number = numberOf(known.openid);
      const watermark = { timestamp: Math.floor(clock.now() / 1000), appid };
      return { phone_info: { phoneNumber: number, purePhoneNumber: number, countryCode: '86', watermark } };
    },
  };
}
