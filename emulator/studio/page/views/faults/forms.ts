import type { Drawing } from '../../dom.ts';
import type { FaultState } from './book.ts';
import { CODE_NAMES, NOTICE_NAMES } from './text.ts';

export type Choice = readonly [value: string, label: string];

export type Field =
  | {
      readonly name: string;
      readonly type: 'number';
      readonly before: string;
      readonly after: string;
      readonly value: number;
      readonly least: number;
      readonly most: number;
    }
  | {
      readonly name: string;
      readonly type: 'choice';
      readonly before: string;
      readonly after: string;
      readonly choices: readonly Choice[];
    };

/** A fault that can be ordered. A share is typed in percent and sent as a part of 1. */
export interface FaultForm {
  readonly kind: string;
  readonly drawing: Drawing;
  readonly title: string;
  readonly about: string;
  readonly button: string;
  readonly fields: readonly Field[];
}

const number = (name: string, before: string, after: string, value: number, least: number, most: number): Field => ({
  name,
  type: 'number',
  before,
  after,
  value,
  least,
  most,
});
const choice = (name: string, before: string, choices: readonly Choice[], after = ''): Field => ({
  name,
  type: 'choice',
  before,
  after,
  choices,
});

/** What is offered, for the functions of this project. */
export function formsFor({ functions, codes, behaviours }: FaultState): readonly FaultForm[] {
  const named = choice('function', '云函数', [['*', '任一'], ...functions.map((name): Choice => [name, name])]);
  const times = number('times', '', '次', 1, 1, 100_000);
  return [
    {
      kind: 'drop-sockets',
      drawing: 'push',
      title: '断开实时连接',
      about: '现在切断全部实时连接，像网络闪断；各端应自己连回来，不漏推送。',
      button: '立刻断开',
      fields: [],
    },
    {
      kind: 'refuse-sockets',
      drawing: 'push',
      title: '拒绝新的实时连接',
      about: '已有的连接不动，新的连不上。先断开再拒绝，就是一段断网。',
      button: '开始',
      fields: [number('seconds', '', '秒', 10, 1, 3600)],
    },
    {
      kind: 'latency',
      drawing: 'clock',
      title: '变慢',
      about: '按比例选中的请求多等一会儿；选中哪些由种子定，同一种子每次相同。',
      button: '开始',
      fields: [
        choice('route', '', [
          ['database', '数据库'],
          ['functions', '云函数'],
        ]),
        number('ms', '慢', 'ms', 300, 1, 60_000),
        number('share', '占', '%', 100, 1, 100),
        number('seed', '种子', '', 1, 0, 4_294_967_295),
      ],
    },
    {
      kind: 'conflict',
      drawing: 'change',
      title: '事务冲突',
      about: '接下来几次事务里的写入（或提交）报冲突，事务作废；代码应整个重来。',
      button: '开始',
      fields: [times],
    },
    {
      kind: 'refuse',
      drawing: 'call',
      title: '拒绝调用',
      about: '函数不运行，调用方直接收到云端的错误码。',
      button: '开始',
      fields: [
        named,
        choice(
          'code',
          '',
          codes.map((code): Choice => [code, CODE_NAMES[code] ?? code]),
        ),
        times,
      ],
    },
    {
      kind: 'timeout',
      drawing: 'call',
      title: '丢失答复',
      about: '函数做完了事，调用方却只收到超时；再试一次不该重复扣款或下单。',
      button: '开始',
      fields: [named, times],
    },
    {
      kind: 'kill',
      drawing: 'close',
      title: '杀死进程',
      about: '函数做到一半，进程死去；填 0 是还没开始就死。没有走完的事务应当什么都不留下。',
      button: '开始',
      fields: [named, number('statements', '第', '次数据库操作后', 1, 0, 1000), times],
    },
    {
      kind: 'double-timers',
      drawing: 'clock',
      title: '定时器重复送达',
      about: '每次定时触发都同时送达两次，直到结束。',
      button: '开始',
      fields: [],
    },
    {
      kind: 'notices',
      drawing: 'payment',
      title: '支付通知异常',
      about: '顾客付款后，微信支付的通知照这样送达，直到结束。',
      button: '开始',
      fields: [
        choice(
          'behave',
          '',
          behaviours.filter((name) => name !== 'once').map((name): Choice => [name, NOTICE_NAMES[name] ?? name]),
        ),
      ],
    },
  ];
}
