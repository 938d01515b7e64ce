import { log } from '../_platform/log.ts';

/**
 * WeChat asks this function whether another mini-program of the owner may use this environment (环境共享). Which ones may is decided in the
 * console of WeChat's tool; the function adds nothing to it and must exist.
 */
export async function main(event: unknown): Promise<{ errCode: number; errMsg: string; auth: string }> {
  const from = typeof event === 'object' && event !== null && 'APPID' in event ? String(event.APPID) : '';
  log.info('environment sharing', { from });
  return { errCode: 0, errMsg: '', auth: JSON.stringify({}) };
}
