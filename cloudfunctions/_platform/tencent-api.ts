import { createHash, createHmac } from 'node:crypto';

export interface Credentials {
  readonly secretId: string;
  readonly secretKey: string;
  readonly token?: string | undefined;
}

export interface ApiCall {
  readonly service: string;
  readonly host: string;
  readonly action: string;
  readonly version: string;
  readonly region: string;
  readonly body: string;
  readonly atMs: number;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

const CONTENT_TYPE = 'application/json; charset=utf-8';

/** Headers of a call to Tencent Cloud's API, signed by TC3-HMAC-SHA256 (cloud.tencent.com/document/api/876/34809). */
export function signedHeaders(call: ApiCall, { secretId, secretKey, token }: Credentials): Record<string, string> {
  const { service, host, action, version, region, body, atMs } = call;
  const timestamp = Math.floor(atMs / 1000);
  const date = new Date(timestamp * 1000).toISOString().slice(0, 10);
  const signed = 'content-type;host';
  const request = ['POST', '/', '', `content-type:${CONTENT_TYPE}\nhost:${host}\n`, signed, sha256(body)].join('\n');
  const scope = `${date}/${service}/tc3_request`;
  const text = ['TC3-HMAC-SHA256', timestamp, scope, sha256(request)].join('\n');
  const key = hmac(hmac(hmac(`TC3${secretKey}`, date), service), 'tc3_request');
  const signature = hmac(key, text).toString('hex');
  return {
    authorization: `TC3-HMAC-SHA256 Credential=${secretId}/${scope}, SignedHeaders=${signed}, Signature=${signature}`,
    'content-type': CONTENT_TYPE,
    'x-tc-action': action,
    'x-tc-version': version,
    'x-tc-timestamp': String(timestamp),
    'x-tc-region': region,
    ...(token ? { 'x-tc-token': token } : {}),
  };
}

/** The credentials that the platform gives a running function; null where there are none, as on one machine. */
export function ownCredentials(): Credentials | null {
  const env = process.env;
  const [secretId, secretKey] = [env['TENCENTCLOUD_SECRETID'], env['TENCENTCLOUD_SECRETKEY']];
  return secretId && secretKey ? { secretId, secretKey, token: env['TENCENTCLOUD_SESSIONTOKEN'] } : null;
}

/** One action of CloudBase's management API. Throws what the API answers as an error. */
export async function callCloudBase(action: string, parameters: object, credentials: Credentials): Promise<Record<string, unknown>> {
  const host = 'tcb.tencentcloudapi.com';
  const body = JSON.stringify(parameters);
  const region = process.env['TENCENTCLOUD_REGION'] ?? 'ap-shanghai';
  const headers = signedHeaders({ service: 'tcb', host, action, version: '2018-06-08', region, body, atMs: Date.now() }, credentials);
  const response = await fetch(`https://${host}/`, { method: 'POST', headers, body, signal: AbortSignal.timeout(10_000) });
  const { Response: answer } = (await response.json()) as { Response?: Record<string, unknown> };
  const fault = answer?.['Error'] as { Code?: string; Message?: string } | undefined;
  if (answer === undefined || fault !== undefined) throw new Error(`${action}: ${fault?.Code ?? response.status} ${fault?.Message ?? ''}`);
  return answer;
}
