import type { Group, Kind, Of } from './feed-model.ts';

export const KIND_NAMES: Readonly<Record<Kind, string>> = { call: '调用', change: '数据', push: '推送', payment: '支付', warning: '提醒' };

export type Tone = 'good' | 'bad' | 'warn' | 'plain';

/** One line of the feed in words. `title` is what is named in code, `about` says the rest. */
export interface Line {
  readonly title: string;
  readonly about: string;
  /** Figures at the line's end: reads and writes, an amount, a number of documents. */
  readonly figure: string;
  readonly took: string;
  readonly status: { readonly text: string; readonly tone: Tone } | null;
  /** Shown when the line is opened, in pairs of name and value. */
  readonly details: readonly (readonly [string, string])[];
}

/** openid → the name people know. */
export type Names = ReadonlyMap<string, string>;

const SOURCES: Readonly<Record<string, string>> = {
  client: '客户端',
  function: '云函数',
  http: 'HTTP 访问',
  timer: '定时触发',
  setup: '初始化',
  script: '脚本',
};
const OPERATIONS = { add: '新增', update: '更新', replace: '替换', remove: '删除' } as const;
const PAYMENTS: Readonly<Record<string, readonly [string, Tone]>> = {
  paid: ['已付款', 'good'],
  'forged-notice': ['伪造的通知', 'warn'],
  'notice-acknowledged': ['商户已确认通知', 'good'],
  'notice-pending': ['通知待重发', 'warn'],
  'notice-given-up': ['通知已放弃', 'bad'],
  'refund-accepted': ['退款受理中', 'plain'],
  'refund-success': ['退款到账', 'good'],
  'refund-change': ['退款异常', 'bad'],
  'refund-refundclose': ['退款关闭', 'bad'],
};

export function timeOf(at: number): string {
  return new Date(at).toLocaleTimeString('zh-CN', { hour12: false });
}

/** `8 ms`, `1.24 s`. */
export function durationOf(ms: number): string {
  return ms < 1000 ? `${ms < 10 ? Math.round(ms * 10) / 10 : Math.round(ms)} ms` : `${(ms / 1000).toFixed(2)} s`;
}

/** Fen as yuan. */
export function yuan(fen: number): string {
  return `¥${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`;
}

/** 12 → `12`, 12345 → `1.2 万`. */
export function compact(count: number): string {
  return count < 10_000 ? String(Math.round(count)) : `${(count / 10_000).toFixed(1)} 万`;
}

export function bytes(count: number): string {
  if (count < 1024) return `${count} B`;
  return count < 1024 * 1024 ? `${(count / 1024).toFixed(1)} KB` : `${(count / 1024 / 1024).toFixed(1)} MB`;
}

function person(who: string, names: Names): string {
  if (who === 'system') return '系统';
  return names.get(who) ?? (who.length > 18 ? `${who.slice(0, 8)}…${who.slice(-4)}` : who);
}

/** The writer of a change: a function by its name, anything else in words. */
function writer(by: string): string {
  return { unknown: '', script: '脚本', studio: '数据浏览器', 'mini-program': '小程序', web: '网页' }[by] ?? by;
}

/** Said in Chinese where the emulator's own words are known; a sentence of another origin stays as it is. */
function warningTitle(title: string): string {
  const scan = /^(\S+) has no fitting index$/.exec(title);
  if (scan) return `${scan[1]} 缺少合适的索引`;
  const refused = /^(\S+) on (\S+) refused$/.exec(title);
  if (refused) return `${refused[2]} 的 ${refused[1]} 被安全规则拒绝`;
  const outside = /^(\S+) outside an open transaction$/.exec(title);
  if (title === 'a verification code was sent') return '验证码已生成（本机不会真的发送）';
  return outside ? `${outside[1]} 没有放进已打开的事务` : title;
}

function warningDetail(detail: string): string {
  const scan = /^a query (without a condition|by (.+)) looked at (\d+) documents one by one$/.exec(detail);
  if (!scan) return detail;
  return `${scan[2] === undefined ? '没有条件的查询' : `按 ${scan[2]} 查询`}时逐份看了 ${scan[3]} 份文档；数据多了会变慢，请为它建索引`;
}

function callLine(event: Of<'call'>, names: Names): Line {
  const source = SOURCES[event.source] ?? event.source;
  const ok = event.status === 'ok';
  return {
    title: event.name,
    about: event.who === 'system' ? source : person(event.who, names),
    figure: event.reads + event.writes === 0 ? '' : `读 ${event.reads} · 写 ${event.writes}`,
    took: durationOf(event.ms),
    status: ok ? { text: '成功', tone: 'good' } : { text: event.status, tone: 'bad' },
    details: [
      ['来源', source],
      ['调用者', event.who === 'system' ? '系统' : `${person(event.who, names)}（${event.who}）`],
      ['状态', event.status],
      ['读 / 写', `${event.reads} / ${event.writes}`],
      ['请求', event.requestId],
    ],
  };
}

/** `orders 新增 1、records 新增 2` */
export function tally(events: readonly Of<'change'>[]): string {
  const counts = new Map<string, number>();
  for (const { collection, operation, documents = 1 } of events) {
    const what = `${collection} ${OPERATIONS[operation]}`;
    counts.set(what, (counts.get(what) ?? 0) + documents);
  }
  return [...counts].map(([what, count]) => `${what} ${count}`).join('、');
}

function changeLine(events: readonly Of<'change'>[], count: number): Line {
  const collections = [...new Set(events.map(({ collection }) => collection))];
  const [first] = events;
  const title = collections.length > 3 ? `${collections.slice(0, 3).join('、')} 等` : collections.join('、');
  const by = writer(first?.by ?? 'unknown');
  const done = count === 1 && first !== undefined ? OPERATIONS[first.operation] : '写入';
  const earlier = count - events.length;
  return {
    title,
    about: by === '' ? done : `${by} ${done}`,
    figure: `${earlier + events.reduce((sum, { documents = 1 }) => sum + documents, 0)} 份文档`,
    took: '',
    status: null,
    details: [
      ...(events.length > 1 ? [['合计', tally(events)] as const] : []),
      ...[...events].reverse().map((event) => [`${event.collection} ${OPERATIONS[event.operation]}`, event.id] as const),
      ...(earlier > 0 ? [['更早', `还有 ${earlier} 次`] as const] : []),
    ],
  };
}

function pushLine(events: readonly Of<'push'>[], count: number): Line {
  const last = events.at(-1);
  const documents = events.reduce((sum, event) => sum + event.documents, 0);
  return {
    title: last?.collection ?? '',
    about: `推给 ${last?.watchers ?? 0} 个监听`,
    figure: `${documents} 份文档`,
    took: count > 1 ? `×${count}` : '',
    status: null,
    details: [...events]
      .reverse()
      .map((event) => [timeOf(event.at), `${event.documents} 份文档的变化推给 ${event.watchers} 个监听`] as const),
  };
}

function paymentLine(event: Of<'payment'>): Line {
  const [text, tone] = PAYMENTS[event.event] ?? [event.event, 'plain'];
  return {
    title: '微信支付',
    about: `订单 ${event.outTradeNo}`,
    figure: event.amount > 0 ? yuan(event.amount) : '',
    took: '',
    status: { text, tone },
    details: [
      ['事件', event.event],
      ['商户订单号', event.outTradeNo],
      ...(event.amount > 0 ? [['金额', yuan(event.amount)] as const] : []),
    ],
  };
}

function warningLine(event: Of<'warning'>, count: number): Line {
  return {
    title: warningTitle(event.title),
    about: warningDetail(event.detail),
    figure: '',
    took: count > 1 ? `×${count}` : '',
    status: null,
    details: [
      ['说明', warningDetail(event.detail)],
      ['原文', `${event.title}: ${event.detail}`],
      ...(count > 1 ? [['次数', String(count)] as const] : []),
    ],
  };
}

/** Puts one line of the feed into words. */
export function lineOf(group: Group, names: Names): Line {
  const of = <K extends Kind>(kind: K): readonly Of<K>[] => group.events.filter((event): event is Of<K> => event.kind === kind);
  const last = group.events.at(-1);
  switch (last?.kind) {
    case 'call':
      return callLine(last, names);
    case 'change':
      return changeLine(of('change'), group.count);
    case 'push':
      return pushLine(of('push'), group.count);
    case 'payment':
      return paymentLine(last);
    case 'warning':
      return warningLine(last, group.count);
    default:
      throw new Error(`a line of kind ${group.kind} holds no event`);
  }
}
