import { memberView, DEFAULT_NAME } from '../../models/member.ts';
import { dataOf, messageOf, once, praise, say } from '@shop/shared/miniprogram/ask.ts';
import { asset } from '../../utils/assets.ts';
import { call, uploadPicture } from '../../utils/cloud.ts';
import { back } from '../../utils/go.ts';

/** The avatars everybody may take. */
const AVATARS: readonly string[] = [1, 2, 3, 4].map((number) => `/assets/avatars/${String(number)}.svg`);
const NAME_LENGTH = 32;

Page({
  data: {
    phase: 'loading' as 'loading' | 'ready' | 'error',
    error: '',
    name: '',
    letter: '',
    /** As it is stored; `shown` is where the picture lies. */
    avatar: '',
    shown: '',
    choices: AVATARS.map((path) => ({ path, src: asset(path) })),
  },

  onLoad() {
    void this.load();
  },

  async load() {
    try {
      const { user } = await call('login', {});
      const view = memberView(user);
      this.setData({
        phase: 'ready',
        name: user.nickName === DEFAULT_NAME ? '' : user.nickName,
        letter: view.letter,
        avatar: user.avatarUrl,
        shown: view.avatar,
      });
    } catch (error) {
      this.setData({ phase: 'error', error: messageOf(error) });
    }
  },

  typeName(event: WechatMiniprogram.Input) {
    this.setData({ name: event.detail.value });
  },

  /** WeChat gives a picture that lies on this phone: it goes to the cloud's storage before it can be anybody's avatar. */
  chooseAvatar(event: WechatMiniprogram.CustomEvent<{ avatarUrl: string }>) {
    const { avatarUrl } = event.detail;
    if (avatarUrl.startsWith('/assets/')) {
      this.setData({ avatar: avatarUrl, shown: asset(avatarUrl) });
      return;
    }
    void once(
      'avatar',
      async () => {
        try {
          this.setData({ avatar: await uploadPicture('avatar', avatarUrl), shown: avatarUrl });
        } catch {
          say('头像没能上传，可以先选一个下面的头像');
        }
      },
      '正在上传',
    );
  },

  pick(event: WechatMiniprogram.BaseEvent) {
    const path = dataOf(event, 'path');
    this.setData({ avatar: path, shown: asset(path) });
  },

  save() {
    const { name, avatar } = this.data;
    const nickName = name.trim().slice(0, NAME_LENGTH);
    if (nickName === '') {
      say('请填写昵称');
      return;
    }
    void once(
      'profile',
      async () => {
        await call('login', { nickName, ...(avatar === '' ? {} : { avatarUrl: avatar }) });
        praise('已保存');
        back();
      },
      '正在保存',
    );
  },

  retry() {
    this.setData({ phase: 'loading' });
    void this.load();
  },
});
