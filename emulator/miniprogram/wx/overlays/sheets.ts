import { asyncApi, ApiFailure, requireList, requireText, type Options } from '../call.ts';
import type { WxHost } from '../host.ts';
import { tellWechat } from '../wechat.ts';
import { button, element, icon } from './dom.ts';
import type { OverlayLayer } from './layer.ts';

const BELL = ['M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15L6 16z', 'M10 20.5a2.2 2.2 0 0 0 4 0'];
const SCAN = ['M4 8V4h4', 'M16 4h4v4', 'M20 16v4h-4', 'M8 20H4v-4', 'M4 12h16'];

interface Sheet {
  readonly label: string;
  readonly class?: string;
  readonly content: readonly Node[];
}

/** A sheet that ends in one way or another. `finish` closes it and settles what `showSheet` promised. */
function showSheet<Answer>(
  layer: OverlayLayer,
  build: (finish: (answer: Answer) => void, refuse: (reason: string) => void) => Sheet,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const refuse = (reason: string): void => {
      close();
      reject(new ApiFailure(reason));
    };
    const sheet = build((answer) => {
      close();
      resolve(answer);
    }, refuse);
    const box = element('div', {
      class: `wxo-sheet ${sheet.class ?? ''}`,
      role: 'dialog',
      attributes: { 'aria-modal': 'true', 'aria-label': sheet.label },
      children: sheet.content,
    });
    const close = layer.open(box, { kind: 'sheet', dismiss: () => refuse('cancel') });
    box.querySelector<HTMLInputElement>('input.wxo-field')?.focus({ preventScroll: true });
  });
}

function phoneCall(layer: OverlayLayer, number: string): Promise<undefined> {
  return showSheet(layer, (finish, refuse) => ({
    label: '拨打电话',
    content: [
      element('p', { class: 'wxo-sheet-alert', text: '本机不能真的打电话，仅作演示' }),
      button(`呼叫 ${number}`, 'wxo-sheet-item', () => finish(undefined)),
      button('取消', 'wxo-sheet-item wxo-sheet-cancel', () => refuse('cancel')),
    ],
  }));
}

function scan(layer: OverlayLayer): Promise<string> {
  return showSheet(layer, (finish, refuse) => {
    const field = element('input', {
      class: 'wxo-field',
      attributes: { type: 'text', 'aria-label': '码的内容', placeholder: '输入或粘贴码的内容', autocomplete: 'off', enterkeyhint: 'done' },
    });
    const submit = button('确定', 'wxo-primary', () => {
      if (field.value.trim() !== '') finish(field.value.trim());
    });
    const enable = (): void => {
      submit.disabled = field.value.trim() === '';
    };
    field.addEventListener('input', enable);
    field.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && !event.isComposing) submit.click();
    });
    enable();
    return {
      label: '扫一扫',
      class: 'wxo-form',
      content: [
        element('div', {
          class: 'wxo-form-head',
          children: [icon(SCAN, { stroke: true, class: 'wxo-form-icon' }), element('strong', { text: '扫一扫' })],
        }),
        element('p', { class: 'wxo-form-note', text: '电脑上没有取景框：请输入条码或二维码的内容，扫码枪也可以。' }),
        field,
        submit,
        button('取消', 'wxo-secondary', () => refuse('cancel')),
      ],
    };
  });
}

function subscribe(layer: OverlayLayer, templates: readonly string[], payee: string): Promise<Options> {
  return showSheet(layer, (finish) => {
    const boxes = templates.map((id) => ({
      id,
      box: element('input', { attributes: { type: 'checkbox', checked: '', 'aria-label': id } }),
    }));
    const answer = (allowed: boolean): void =>
      finish(Object.fromEntries(boxes.map(({ id, box }) => [id, allowed && box.checked ? 'accept' : 'reject'])));
    return {
      label: '订阅消息',
      class: 'wxo-form',
      content: [
        element('div', {
          class: 'wxo-form-head',
          children: [icon(BELL, { stroke: true, class: 'wxo-form-icon' }), element('strong', { text: `${payee} 申请` })],
        }),
        element('p', { class: 'wxo-form-note', text: '发送一次以下消息' }),
        ...boxes.map(({ id, box }) =>
          element('label', { class: 'wxo-choice', children: [element('span', { text: `服务通知 ${id}` }), box] }),
        ),
        button('允许', 'wxo-primary', () => answer(true)),
        button('取消', 'wxo-secondary', () => answer(false)),
      ],
    };
  });
}

export function sheetApis(layer: OverlayLayer, host: Pick<WxHost, 'title' | 'origin' | 'appid' | 'openid'>): Options {
  return {
    makePhoneCall: asyncApi('makePhoneCall', (options) => phoneCall(layer, requireText(options, 'phoneNumber'))),
    scanCode: asyncApi('scanCode', async () => {
      const result = await scan(layer);
      const isCode = /^\d{6,}$/.test(result);
      return { result, scanType: isCode ? 'CODE_128' : 'QR_CODE', charSet: 'UTF-8', path: '', rawData: '' };
    }),
    requestSubscribeMessage: asyncApi('requestSubscribeMessage', async (options) => {
      const templates = requireList(options, 'tmplIds').map(String);
      if (templates.length === 0) throw new ApiFailure('TmplIds can not be empty', { errCode: 10001 });
      if (templates.length > 5) throw new ApiFailure('TmplIds length must not exceed 5', { errCode: 20003 });
      const answers = await subscribe(layer, templates, host.title);
      const templateIds = templates.filter((id) => answers[id] === 'accept');
      if (templateIds.length > 0) await tellWechat(host, 'subscribe', { templateIds });
      return answers;
    }),
    showShareMenu: asyncApi('showShareMenu', () => undefined),
    hideShareMenu: asyncApi('hideShareMenu', () => undefined),
  };
}

/** The forward sheet of `open-type="share"`: says what would be sent. There is nobody to send it to. */
export function showShare(
  layer: OverlayLayer,
  card: { readonly title: string; readonly path: string; readonly image: string },
): Promise<undefined> {
  return showSheet(layer, (finish) => ({
    label: '转发',
    class: 'wxo-form',
    content: [
      element('div', { class: 'wxo-form-head', children: [element('strong', { text: '发送给朋友' })] }),
      element('div', {
        class: 'wxo-share-card',
        children: [
          element('p', { text: card.title }),
          ...(card.image === '' ? [] : [element('img', { attributes: { src: card.image, alt: '' } })]),
        ],
      }),
      element('p', { class: 'wxo-form-note', text: '本机没有好友，卡片不会真的发出。' }),
      button('知道了', 'wxo-primary', () => finish(undefined)),
    ],
  }));
}

/** Asks for something a WeChat account would give: a nickname, a phone number. Refusing is the reason a mini-program sees. */
export function showGrant(layer: OverlayLayer, title: string, question: string, refusal: string): Promise<undefined> {
  return showSheet(layer, (finish, refuse) => ({
    label: question,
    class: 'wxo-form',
    content: [
      element('div', { class: 'wxo-form-head', children: [element('strong', { text: `${title} 申请` })] }),
      element('p', { class: 'wxo-form-note', text: question }),
      button('允许', 'wxo-primary', () => finish(undefined)),
      button('拒绝', 'wxo-secondary', () => refuse(refusal)),
    ],
  }));
}
