import type { MemberDocument } from '@shop/shared/database/documents.ts';
import { levelOf } from '@shop/shared/domain/levels.ts';
import { beijingDay } from '@shop/shared/domain/time.ts';
import type { Caller } from '../../_platform/caller.ts';
import { done, refuse, type Result } from '../../_platform/result.ts';
import { tables } from '../../_platform/tables.ts';
import { phoneNumberOf } from '../../_platform/wechat.ts';
import { countToday } from '../statistics/daily.ts';
import { unfitPictures } from './pictures.ts';

export interface LoginInput {
  readonly nickName?: string | undefined;
  readonly avatarUrl?: string | undefined;
  readonly phoneCode?: string | undefined;
}

function newMember(openid: string, unionid: string | null, now: Date): MemberDocument {
  return {
    _id: openid,
    _openid: openid,
    openId: openid,
    ...(unionid === null ? {} : { unionId: unionid }),
    nickName: '微信用户',
    avatarUrl: '',
    gender: 0,
    level: levelOf(0).level,
    growth: 0,
    points: 0,
    balance: 0,
    status: 'active',
    createTime: now,
    lastLoginTime: now,
  };
}

/** The member behind an openid, made the first time he is met. Members of the older system keep their own `_id`; `openId` is unique. */
export async function ensureMember(openid: string, unionid: string | null): Promise<MemberDocument> {
  const known = await tables.members.findOne({ openId: openid });
  if (known !== null) return known;
  const now = new Date();
  const fresh = newMember(openid, unionid, now);
  if (await tables.members.insertOnce(fresh)) {
    await countToday(beijingDay(now.getTime()), { newMembers: 1 });
    return fresh;
  }
  const other = await tables.members.findOne({ openId: openid });
  if (other === null) throw new Error('a member is neither there nor can be made');
  return other;
}

/** Signs a mini-program user in and keeps what he chose to tell. A refused phone code or picture changes nothing. Refuses INPUT_INVALID, PICTURE_REFUSED. */
export async function signIn(input: LoginInput, caller: Caller): Promise<Result<{ user: MemberDocument }>> {
  if (caller.openid === null) return refuse('NOT_SIGNED_IN');
  if (input.avatarUrl?.startsWith('cloud://') === true) {
    const unfit = await unfitPictures([input.avatarUrl], caller.openid);
    if (unfit !== null) return unfit;
  }
  const member = await ensureMember(caller.openid, caller.unionid);
  const phone = input.phoneCode === undefined ? null : await phoneNumberOf(input.phoneCode);
  if (input.phoneCode !== undefined && phone === null) return refuse('INPUT_INVALID', '没有取到手机号，请重新授权或手动填写');
  const change = {
    ...(input.nickName === undefined ? {} : { nickName: input.nickName }),
    ...(input.avatarUrl === undefined ? {} : { avatarUrl: input.avatarUrl }),
    ...(phone === null ? {} : { phone }),
    lastLoginTime: new Date(),
  };
  const user = await tables.members.updateAndRead({ _id: member._id }, change);
  return done({ user: user ?? member });
}
