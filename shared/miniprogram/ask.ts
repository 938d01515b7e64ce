import { CallRefused } from '../client/call.ts';

/** A short word to the person. */
export function say(text: string): void {
  void wx.showToast({ title: text, icon: 'none', duration: 2200 });
}

export function praise(text: string): void {
  void wx.showToast({ title: text, icon: 'success', duration: 1500 });
}

/** Asks before something is done. The confirming button says what it does. */
export async function confirm(title: string, content: string, confirmText = '确定', danger = false): Promise<boolean> {
  const answer = await wx.showModal({
    title,
    content,
    confirmText,
    cancelText: '再想想',
    confirmColor: danger ? '#c94019' : '#2f7d4f',
    cancelColor: '#5f6b64',
  });
  return answer.confirm;
}

/** What to tell a person about a failure. */
export function messageOf(error: unknown): string {
  if (error instanceof CallRefused) return error.message;
  return '网络不给力，请检查后重试';
}

const busy = new Set<string>();

/**
 * Runs an act once at a time: a second tap while it runs does nothing. A failure is told to the person.
 * Resolves to false when it did not run or failed.
 */
export async function once(key: string, act: () => Promise<unknown>, loading?: string): Promise<boolean> {
  if (busy.has(key)) return false;
  busy.add(key);
  if (loading !== undefined) void wx.showLoading({ title: loading, mask: true });
  let failure: unknown;
  try {
    await act();
  } catch (error) {
    failure = error;
    if (!(error instanceof CallRefused)) console.error(error);
  }
  busy.delete(key);
  // The loading sign goes before anything is said: hiding it hides a toast as well.
  if (loading !== undefined) void wx.hideLoading();
  if (failure === undefined) return true;
  say(messageOf(failure));
  return false;
}

/** The value of `data-<name>` on the element whose handler runs. */
export function dataOf(event: WechatMiniprogram.BaseEvent, name: string): string {
  const dataset: Record<string, unknown> = event.currentTarget.dataset;
  const value = dataset[name];
  return value === undefined || value === null ? '' : String(value);
}

/** An event whose detail is a bare value, as Vant's components send them. */
export type DetailEvent<Detail> = WechatMiniprogram.BaseEvent & { readonly detail: Detail };

/** What the camera read; null when the person gave up or the camera did not open. */
export async function scan(): Promise<string | null> {
  try {
    const { result } = await wx.scanCode({ scanType: ['barCode', 'qrCode'] });
    return result.trim();
  } catch {
    return null;
  }
}
