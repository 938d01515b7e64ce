import { asyncApi, ApiFailure, flag, requireList, text, type Options } from '../call.ts';
import { button, element } from './dom.ts';
import type { OverlayLayer } from './layer.ts';

export interface ModalRequest {
  readonly title: string;
  readonly content: string;
  readonly showCancel: boolean;
  readonly cancelText: string;
  readonly cancelColor: string;
  readonly confirmText: string;
  readonly confirmColor: string;
  readonly editable: boolean;
  readonly placeholder: string;
}

export interface ModalAnswer {
  readonly confirm: boolean;
  readonly cancel: boolean;
  readonly content: string | null;
}

/** WeChat counts four Chinese characters on a modal's button and refuses more. */
const BUTTON_TEXT_LIMIT = 4;

function buttonText(options: Options, key: string, fallback: string): string {
  const value = text(options, key, fallback);
  if ([...value].length > BUTTON_TEXT_LIMIT) throw new ApiFailure(`${key} length should not larger than 4 Chinese characters`);
  return value;
}

export function openModal(layer: OverlayLayer, request: ModalRequest): Promise<ModalAnswer> {
  return new Promise((resolve) => {
    const field = request.editable
      ? element('textarea', {
          class: 'wxo-modal-field',
          attributes: { placeholder: request.placeholder, 'aria-label': request.placeholder || request.title },
        })
      : undefined;
    if (field !== undefined) field.value = request.content;
    const finish = (confirm: boolean): void => {
      close();
      resolve({ confirm, cancel: !confirm, content: confirm && field !== undefined ? field.value : null });
    };
    const cancel = button(request.cancelText, 'wxo-modal-button', () => finish(false));
    cancel.style.color = request.cancelColor;
    const confirm = button(request.confirmText, 'wxo-modal-button wxo-modal-confirm', () => finish(true));
    confirm.style.color = request.confirmColor;
    const body: HTMLElement[] = [];
    if (request.title !== '') body.push(element('strong', { class: 'wxo-modal-title', text: request.title }));
    if (field !== undefined) body.push(field);
    else if (request.content !== '') {
      body.push(
        element('div', { class: `wxo-modal-content${request.title === '' ? ' wxo-modal-content-alone' : ''}`, text: request.content }),
      );
    }
    const dialog = element('div', {
      class: 'wxo-modal',
      role: 'dialog',
      attributes: { 'aria-modal': 'true', 'aria-label': request.title || request.content },
      children: [
        element('div', { class: 'wxo-modal-body', children: body }),
        element('div', { class: 'wxo-modal-buttons', children: request.showCancel ? [cancel, confirm] : [confirm] }),
      ],
    });
    const close = layer.open(dialog, { kind: 'dialog' });
    (field ?? confirm).focus({ preventScroll: true });
  });
}

function openActionSheet(layer: OverlayLayer, request: { items: readonly string[]; color: string; alertText: string }): Promise<number> {
  return new Promise((resolve, reject) => {
    const cancel = (): void => {
      close();
      reject(new ApiFailure('cancel'));
    };
    const items = request.items.map((label, index) => {
      const item = button(label, 'wxo-sheet-item', () => {
        close();
        resolve(index);
      });
      item.setAttribute('role', 'menuitem');
      item.style.color = request.color;
      return item;
    });
    const head = request.alertText === '' ? [] : [element('p', { class: 'wxo-sheet-alert', text: request.alertText })];
    const sheet = element('div', {
      class: 'wxo-sheet wxo-action-sheet',
      role: 'dialog',
      attributes: { 'aria-modal': 'true', 'aria-label': request.alertText || '请选择' },
      children: [...head, element('div', { role: 'menu', children: items }), button('取消', 'wxo-sheet-item wxo-sheet-cancel', cancel)],
    });
    const close = layer.open(sheet, { kind: 'sheet', dismiss: cancel });
  });
}

export function dialogApis(layer: OverlayLayer): Options {
  return {
    showModal: asyncApi('showModal', (options) =>
      openModal(layer, {
        title: text(options, 'title'),
        content: text(options, 'content'),
        showCancel: flag(options, 'showCancel', true),
        cancelText: buttonText(options, 'cancelText', '取消'),
        cancelColor: text(options, 'cancelColor', '#000000'),
        confirmText: buttonText(options, 'confirmText', '确定'),
        confirmColor: text(options, 'confirmColor', '#576B95'),
        editable: flag(options, 'editable'),
        placeholder: text(options, 'placeholderText'),
      }),
    ),
    showActionSheet: asyncApi('showActionSheet', async (options) => {
      const items = requireList(options, 'itemList').map(String);
      if (items.length === 0) throw new ApiFailure('parameter error: parameter.itemList should have at least 1 item;');
      if (items.length > 6) throw new ApiFailure('parameter error: itemList should not exceed 6 items');
      const request = { items, color: text(options, 'itemColor', '#000000'), alertText: text(options, 'alertText') };
      return { tapIndex: await openActionSheet(layer, request) };
    }),
  };
}
