/** The file that makes a script an administrator: `node --env-file=<data>/env script.mjs` with the plain server SDK. */
export function environmentFile(values: {
  readonly envId: string;
  readonly region: string;
  readonly origin: string;
  readonly secretId: string;
}): string {
  const variables = {
    TCB_ENV: values.envId,
    TCB_CONTEXT_CNFG: JSON.stringify({ URL: `${values.origin}/admin` }),
    TENCENTCLOUD_RUNENV: 'SCF',
    TENCENTCLOUD_REGION: values.region,
    TENCENTCLOUD_SECRETID: values.secretId,
    TENCENTCLOUD_SECRETKEY: 'local',
    SCF_NAMESPACE: values.envId,
  };
  return `${Object.entries(variables)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n')}\n`;
}
