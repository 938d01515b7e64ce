import type { LoggedCall, Step } from '../../../../types.ts';
import { durationOf } from '../../feed-text.ts';

export type StepKind = Step['kind'];

export const CONFLICT = 'DATABASE_TRANSACTION_CONFLICT';

const OPERATIONS: Readonly<Record<string, string>> = {
  find: '查询',
  count: '计数',
  aggregate: '聚合',
  insert: '新增',
  update: '更新',
  replace: '替换',
  findAndModify: '改并返回',
  remove: '删除',
  add: '新增',
};
const TRANSACTIONS = { start: '开始事务', commit: '提交事务', abort: '放弃事务' } as const;
const FAULTS: Readonly<Record<string, string>> = { refuse: '拒绝调用', timeout: '丢失答复', kill: '进程在途中死去' };

export interface StepLine {
  readonly kind: StepKind;
  readonly at: number;
  readonly ms: number;
  readonly title: string;
  readonly about: string;
  readonly tone: 'plain' | 'bad' | 'warn';
  /** Short marks behind the title. */
  readonly marks: readonly string[];
}

function statementLine(step: Extract<Step, { kind: 'database' }>): StepLine {
  const { operation, collection, condition, index, scanned, examined, read, written, transaction, status } = step;
  const counted = operation === 'find' || operation === 'aggregate' ? `读 ${read}` : operation === 'count' ? '' : `写 ${written}`;
  const served =
    operation === 'insert' ? '' : scanned ? `全表扫描 ${examined} 份` : index !== null ? `索引 ${index}，看 ${examined} 份` : '';
  return {
    kind: 'database',
    at: step.at,
    ms: step.ms,
    title: `${OPERATIONS[operation] ?? operation} ${collection}`,
    about: [condition === '{}' ? '' : condition, counted, served].filter(Boolean).join(' · '),
    tone: status !== 'ok' ? 'bad' : scanned ? 'warn' : 'plain',
    marks: [
      ...(transaction === null ? [] : [`事务 ${transaction.slice(0, 4)}`]),
      ...(status === 'ok' ? [] : [status === CONFLICT ? '冲突' : status]),
    ],
  };
}

/** One step of a timeline in words. */
export function stepLine(step: Step): StepLine {
  const { at, ms } = step;
  const plain = (title: string, about: string, marks: readonly string[] = []): StepLine => ({
    kind: step.kind,
    at,
    ms,
    title,
    about,
    tone: 'plain',
    marks,
  });
  switch (step.kind) {
    case 'database':
      return statementLine(step);
    case 'transaction': {
      const failed = step.status !== 'ok';
      const marks = [
        step.transaction === '' ? '' : `事务 ${step.transaction.slice(0, 4)}`,
        step.status === CONFLICT ? '冲突' : failed ? step.status : '',
      ];
      return {
        ...plain(TRANSACTIONS[step.operation], '', marks.filter(Boolean)),
        tone: failed ? 'bad' : step.operation === 'abort' ? 'warn' : 'plain',
      };
    }
    case 'call':
      return { ...plain(`调用 ${step.name}`, '', step.status === 'ok' ? [] : [step.status]), tone: step.status === 'ok' ? 'plain' : 'bad' };
    case 'change':
      return plain(`${OPERATIONS[step.operation] ?? step.operation} ${step.collection}`, step.id);
    case 'push':
      return plain(`推送 ${step.collection}`, `${step.documents} 份文档 → ${step.watchers} 个监听`);
    case 'fault':
      return { ...plain(`注入的故障：${FAULTS[step.fault] ?? step.fault}`, ''), tone: 'bad' };
  }
}

/** Steps in the order in which they began; how many transactions were begun again after a conflict. */
export function timelineOf(call: LoggedCall): {
  readonly lines: readonly StepLine[];
  readonly conflicts: number;
  readonly retries: number;
} {
  const steps = [...call.steps].sort((a, b) => a.at - b.at);
  const conflicts = steps.filter((step) => 'status' in step && step.status === CONFLICT).length;
  let waits = 0;
  let retries = 0;
  const lines = steps.map((step) => {
    const line = stepLine(step);
    if ('status' in step && step.status === CONFLICT) waits += 1;
    if (step.kind !== 'transaction' || step.operation !== 'start' || waits === 0) return line;
    waits -= 1;
    retries += 1;
    return { ...line, marks: [...line.marks, `第 ${retries} 次重试`], tone: 'warn' as const };
  });
  return { lines, conflicts, retries };
}

export const SOURCES: Readonly<Record<string, string>> = {
  client: '客户端',
  function: '云函数',
  http: 'HTTP 访问',
  timer: '定时触发',
  setup: '初始化',
  script: '脚本',
};

/** `09:05:30.123` */
export function momentOf(at: number): string {
  const date = new Date(at);
  return `${date.toLocaleTimeString('zh-CN', { hour12: false })}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

/** The whole call as text, to be pasted into a report. */
export function asText(call: LoggedCall): string {
  const { lines } = timelineOf(call);
  return [
    `${call.name}  ${call.status}  ${durationOf(call.ms)}`,
    `请求 ${call.requestId}`,
    `时间 ${new Date(call.at).toISOString()}  来源 ${SOURCES[call.source] ?? call.source}  调用者 ${call.who}`,
    `读 ${call.reads}  写 ${call.writes}  内存 ${call.memoryMb} MB`,
    ...(call.error === '' ? [] : ['', '错误', call.error.trimEnd()]),
    ...(call.printed === '' ? [] : ['', '打印', call.printed.trimEnd()]),
    '',
    '经过',
    ...lines.map(({ at, ms, title, about, marks }) =>
      [`${at.toFixed(1).padStart(8)} ms`, `${ms.toFixed(1).padStart(7)} ms`, title, ...marks.map((mark) => `[${mark}]`), about]
        .filter(Boolean)
        .join('  '),
    ),
    ...(call.dropped > 0 ? [`……另有 ${call.dropped} 步没有记下`] : []),
  ].join('\n');
}
