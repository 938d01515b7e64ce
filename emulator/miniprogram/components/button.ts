import type { BuiltInContext, TapInfo } from '../types.ts';
import { tellWechat } from '../wx/wechat.ts';
import { element as build } from '../wx/overlays/dom.ts';
import { showGrant, showShare } from '../wx/overlays/sheets.ts';
import { define, tapByKey } from './base.ts';
import { nameable } from './choices.ts';
import type { Form } from './form.ts';
import { Hoverable, hoverDefaults } from './hover.ts';

interface SharedCard {
  readonly title?: unknown;
  readonly path?: unknown;
  readonly imageUrl?: unknown;
}

/** `this` of the page a button stands in: the program's own object behind the page's root element. */
function pageAround(element: HTMLElement): object | undefined {
  const root: unknown = Reflect.get(element.closest('mp-root') ?? {}, '__wxElement');
  const caller: unknown = typeof root === 'object' && root !== null ? Reflect.get(root, 'getMethodCaller') : undefined;
  const page: unknown = typeof caller === 'function' ? Reflect.apply(caller, root, []) : undefined;
  return typeof page === 'object' && page !== null ? page : undefined;
}

class Button extends Hoverable {
  readonly shared = { activate: (): void => this.element.click() };
  readonly #spinner = build('i', { class: 'wx-button-loading', attributes: { 'aria-hidden': 'true' } });

  protected override sync(): void {
    super.sync();
    const { element } = this;
    element.setAttribute('wx-type', this.text('type') || 'default');
    element.setAttribute('wx-size', this.text('size') || 'default');
    for (const name of ['plain', 'disabled', 'loading']) element.toggleAttribute(`wx-${name}`, this.flag(name));
    if (this.flag('disabled')) element.setAttribute('aria-disabled', 'true');
    else element.removeAttribute('aria-disabled');
    if (this.flag('loading')) element.prepend(this.#spinner);
    else this.#spinner.remove();
  }

  protected override start(): void {
    this.onDetach(tapByKey(this.element, 'button'));
  }

  protected override hoverClass(): string {
    return this.flag('disabled') || this.flag('loading') ? '' : super.hoverClass();
  }

  tapped(_event: TapInfo): void {
    this.#act();
  }

  #act(): void {
    if (this.flag('disabled')) return;
    const form = this.context.closest('form')?.instance as Form | undefined;
    const formType = this.text('formType');
    if (formType === 'submit') form?.submit(this.context);
    if (formType === 'reset') form?.reset();
    const openType = this.text('openType');
    if (openType !== '') void this.#open(openType);
  }

  async #open(openType: string): Promise<void> {
    const { context } = this;
    switch (openType) {
      case 'share':
        return this.#share();
      case 'contact':
        await showGrant(this.services.layer, '客服会话', '本机没有客服会话。在微信里，这里会打开与商家客服的聊天。', 'cancel').catch(
          () => undefined,
        );
        return context.trigger('contact', { path: '', query: {}, errMsg: 'enterContact:ok' });
      case 'chooseAvatar':
        return this.#chooseAvatar();
      case 'getPhoneNumber':
      case 'getRealtimePhoneNumber':
        return this.#phoneNumber(openType);
      case 'getUserInfo':
        return context.trigger('getuserinfo', { errMsg: 'getUserInfo:ok', userInfo: { nickName: '微信用户', avatarUrl: '' } });
      case 'agreePrivacyAuthorization':
        return context.trigger('agreeprivacyauthorization', { errMsg: 'agreePrivacyAuthorization:ok' });
      default:
        context.host.reportError(new Error(`<button open-type="${openType}"> is not offered by the local WeChat`));
    }
  }

  async #share(): Promise<void> {
    const page = pageAround(this.element);
    const handler: unknown = page === undefined ? undefined : Reflect.get(page, 'onShareAppMessage');
    const given: unknown =
      typeof handler === 'function'
        ? Reflect.apply(handler, page, [{ from: 'button', target: { id: this.element.id, dataset: this.context.dataset() } }])
        : undefined;
    const card: SharedCard = typeof given === 'object' && given !== null ? given : {};
    const image =
      typeof card.imageUrl === 'string' && card.imageUrl !== '' ? await this.services.address(card.imageUrl).catch(() => '') : '';
    const title = typeof card.title === 'string' && card.title !== '' ? card.title : this.context.host.title;
    await showShare(this.services.layer, { title, path: String(card.path ?? ''), image }).catch(() => undefined);
  }

  #chooseAvatar(): void {
    const field = build('input', { attributes: { type: 'file', accept: 'image/*', 'aria-label': '选择头像', hidden: '' } });
    document.body.append(field);
    field.addEventListener('cancel', () => field.remove());
    field.addEventListener('change', () => {
      const file = field.files?.[0];
      field.remove();
      if (file !== undefined) this.context.trigger('chooseavatar', { avatarUrl: URL.createObjectURL(file) });
    });
    field.click();
  }

  /** A code that the mini-program's function exchanges for a number. The real-time check is a paid right that this account has not. */
  async #phoneNumber(openType: string): Promise<void> {
    const { host } = this.context;
    const answer = (detail: Readonly<Record<string, unknown>>): void => this.context.trigger(openType.toLowerCase(), detail);
    try {
      await showGrant(this.services.layer, host.title, '获取并验证你的手机号。本机给的是一个演示号码。', 'user deny');
    } catch {
      return answer({ errMsg: `${openType}:fail user deny` });
    }
    if (openType !== 'getPhoneNumber') return answer({ errMsg: `${openType}:fail no permission` });
    try {
      const { code } = await tellWechat(host, 'phone-code', {});
      answer({ code, errMsg: `${openType}:ok` });
    } catch (error) {
      answer({ errMsg: `${openType}:fail ${error instanceof Error ? error.message : 'system error'}` });
    }
  }
}

const defaults = {
  ...hoverDefaults('button-hover', 20, 70),
  size: 'default',
  type: 'default',
  plain: false,
  disabled: false,
  loading: false,
  formType: '',
  openType: '',
  name: '',
  lang: 'en',
  sessionFrom: '',
  sendMessageTitle: '',
  sendMessagePath: '',
  sendMessageImg: '',
  appParameter: '',
  showMessageCard: false,
  businessId: '',
  phoneNumberNoQuotaToast: true,
  needShowEntrance: true,
  entrancePath: '',
};

export const buttonComponents = [define('button', defaults, (context: BuiltInContext) => nameable(context, new Button(context)))];
