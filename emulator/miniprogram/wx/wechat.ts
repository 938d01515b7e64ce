import type { WxHost } from './host.ts';

/** Tells the stand-in of WeChat's server what happened on this phone, and answers what it says. Throws where it refuses or is not there. */
export async function tellWechat(
  host: Pick<WxHost, 'origin' | 'appid' | 'openid'>,
  what: 'phone-code' | 'subscribe',
  body: Readonly<Record<string, unknown>>,
): Promise<Readonly<Record<string, unknown>>> {
  const response = await fetch(`${host.origin}/__sandbox/wechat/${what}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...body, appid: host.appid, openid: host.openid() }),
  });
  if (!response.ok) throw new Error(`the local WeChat answered ${response.status}`);
  return (await response.json()) as Record<string, unknown>;
}
