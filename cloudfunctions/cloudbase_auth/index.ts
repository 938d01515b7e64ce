import { currentCaller } from '../_platform/caller.ts';

/**
 * WeChat runs this function when another mini-program of the owner opens this environment (环境共享). Which ones may is decided in WeChat's own console;
 * what is answered here is told to that mini-program: the user's openid, which somebody who is not staff yet shows to the owner.
 */
export function main(): Promise<{ errCode: number; errMsg: string; auth: string }> {
  const { openid } = currentCaller();
  return Promise.resolve({ errCode: 0, errMsg: '', auth: JSON.stringify({ openid }) });
}
