import type { Identity, Invocation } from '../types.ts';

/** What every function process of the environment has: the cloud's own variables and the way to `/admin` (see the SDK's `TCB_CONTEXT_CNFG`). */
export interface CloudEnvironment {
  readonly envId: string;
  readonly region: string;
  readonly origin: string;
  /** The mini-program that owns the environment; users of another one come as `FROM_OPENID`. */
  readonly ownerAppid: string;
}

export function processEnvironment(cloud: CloudEnvironment, name: string, sessionToken: string): Record<string, string> {
  return {
    TENCENTCLOUD_RUNENV: 'SCF',
    TENCENTCLOUD_REGION: cloud.region,
    TENCENTCLOUD_APPID: '1250000000',
    TENCENTCLOUD_SECRETID: 'AKIDlocal',
    TENCENTCLOUD_SECRETKEY: 'local',
    TENCENTCLOUD_SESSIONTOKEN: sessionToken,
    SCF_NAMESPACE: cloud.envId,
    SCF_FUNCTIONNAME: name,
    SCF_FUNCTIONVERSION: '$LATEST',
    SCF_RUNTIME: 'Nodejs20.19',
    TCB_ENV: cloud.envId,
    TCB_CONTEXT_CNFG: JSON.stringify({ URL: `${cloud.origin}/admin` }),
    TCB_CONTEXT_KEYS:
      'TCB_ENV,TCB_SEQID,TCB_TRACELOG,TCB_UUID,TCB_CUSTOM_USER_ID,TCB_ISANONYMOUS_USER,TCB_SOURCE_IP,TCB_SOURCE,TCB_SESSIONTOKEN,LOGINTYPE,TRIGGER_SRC',
    WX_CONTEXT_KEYS: 'WX_OPENID,WX_APPID,WX_UNIONID,WX_FROM_OPENID,WX_FROM_APPID,WX_FROM_UNIONID,WX_CLIENTIP',
  };
}

function present(values: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ''));
}

function identityVariables(identity: Identity, ownerAppid: string, ip: string): Record<string, string> {
  switch (identity.kind) {
    case 'mini':
      return present(
        identity.appid === ownerAppid || ownerAppid === ''
          ? { WX_OPENID: identity.openid, WX_APPID: identity.appid, WX_UNIONID: identity.unionid, WX_CLIENTIP: ip }
          : {
              WX_FROM_OPENID: identity.openid,
              WX_FROM_APPID: identity.appid,
              WX_FROM_UNIONID: identity.unionid,
              WX_APPID: ownerAppid,
              WX_CLIENTIP: ip,
            },
      );
    case 'web':
      return present({
        TCB_UUID: identity.uid,
        TCB_CUSTOM_USER_ID: identity.customUserId,
        TCB_ISANONYMOUS_USER: String(identity.anonymous),
        LOGINTYPE: identity.anonymous ? 'ANONYMOUS' : (identity.loginType ?? 'CUSTOM'),
      });
    case 'system':
      return {};
  }
}

const SOURCES: Readonly<Record<Invocation['source'], (identity: Identity) => string>> = {
  client: (identity) => (identity.kind === 'mini' ? 'wx_client' : 'tcb_web'),
  function: (identity) => (identity.kind === 'mini' ? 'wx_client,scf' : 'scf'),
  http: () => 'wx_http',
  timer: () => 'wx_trigger',
  setup: () => 'wx_unknown',
  script: () => 'wx_unknown',
};

/** What one invocation adds, and takes away again when it ends: who calls, from where, and its own session token. */
export function invocationEnvironment(invocation: Invocation, ownerAppid: string, sessionToken: string): Record<string, string> {
  return {
    ...identityVariables(invocation.identity, ownerAppid, invocation.ip),
    ...present({ TCB_SOURCE_IP: invocation.ip, TRIGGER_SRC: invocation.source === 'timer' ? 'timer' : undefined }),
    TCB_SOURCE: SOURCES[invocation.source](invocation.identity),
    TCB_SEQID: invocation.requestId,
    TCB_SESSIONTOKEN: sessionToken,
    TENCENTCLOUD_SESSIONTOKEN: sessionToken,
    SCF_REQUEST_ID: invocation.requestId,
  };
}

/** What the platform puts into a mini-program's event beside the caller's own fields. */
export function userInfoOf(identity: Identity): string | null {
  return identity.kind === 'mini' ? JSON.stringify({ appId: identity.appid, openId: identity.openid }) : null;
}
