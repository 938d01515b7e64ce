import { randomUUID } from 'node:crypto';
import { oneOf, openidOf, type OpenInterface, refuseStray, textOf, WechatRefusal } from './model.ts';

const MAX_CHARACTERS = 2500;

/** WeChat judges by a model of its own; here what is wrong says so: its documents' test sentence, or these marks. */
const RISKY = ['特3456书yuuo莞6543李zxcz蒜7782法fgnv级', '【违规】'];
const REVIEW = ['【复审】'];

const PASS = { suggest: 'pass', label: 100 };

function judge(content: string): { readonly suggest: string; readonly label: number } {
  if (RISKY.some((mark) => content.includes(mark))) return { suggest: 'risky', label: 20006 };
  return REVIEW.some((mark) => content.includes(mark)) ? { suggest: 'review', label: 10001 } : PASS;
}

/** `security.msgSecCheck`, version 2: what to think of a text is in `result`, not in the error code. */
export const msgSecCheck: OpenInterface = ({ data }) => {
  refuseStray(data, ['version', 'openid', 'scene', 'content', 'nickname', 'title', 'signature']);
  if (Number(data['version']) !== 2) throw new WechatRefusal(47001, 'data format error: version must be 2 (version 1 has ended)');
  openidOf(data, 'openid');
  const scene = oneOf(data, 'scene', [1, 2, 3, 4]);
  const content = textOf(data, 'content');
  if (content === '') throw new WechatRefusal(44004, 'empty content');
  if ([...content].length > MAX_CHARACTERS) throw new WechatRefusal(45002, `content size out of limit: ${MAX_CHARACTERS} characters`);
  if (data['signature'] !== undefined && scene !== 1) throw new WechatRefusal(47001, 'data format error: signature goes with scene 1 only');
  const result = judge([content, textOf(data, 'title', ''), textOf(data, 'nickname', '')].join('\n'));
  return { result, detail: [{ strategy: 'content_model', errcode: 0, ...result, prob: 90 }], trace_id: randomUUID() };
};
