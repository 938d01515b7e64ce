import type { ProblemCode } from '../../../../tools/relaxed.ts';

const PROBLEMS: Readonly<Record<ProblemCode, string>> = {
  value: '这里少一个值',
  name: '这里少一个字段名',
  colon: '字段名后面少一个冒号',
  comma: '这里少一个逗号，或者右花括号 }',
  bracket: '这里少一个逗号，或者右括号',
  string: '引号没有成对，或者转义写错了',
  number: '这不是一个数字',
  date: '这不是日期，可以写 ISODate("2026-01-31")',
  call: '不认识这个词，文字要加引号',
  pattern: '正则没有写完整',
  rest: '后面多了内容',
  twice: '这个字段前面已经有了',
  deep: '嵌套太深了',
};

/** `第 2 行第 5 列：…` */
export function problemText(problem: { readonly code: ProblemCode; readonly line: number; readonly column: number }): string {
  return `第 ${problem.line} 行第 ${problem.column} 列：${PROBLEMS[problem.code]}`;
}

const DATASET: Readonly<Record<string, string>> = {
  foreign: '这不是导出的数据文件，请选「导出」得到的 .ndjson 文件',
  version: '这个文件的格式版本不认识，请用同一版模拟器导出',
  torn: '文件不完整，到这里就断了，请重新导出',
  line: '这一行不完整，或者被改坏了',
  document: '这份文档存不进去',
  twice: '这里和前面重复了',
};

const REFUSALS: Readonly<Record<string, string>> = {
  OFFLINE: '模拟器没有回答，请看它是不是还在运行',
  FORBIDDEN: '只有本机的工作台可以使用',
  NOT_OBJECT: '要写成一个对象，例如 { status: "paid" }',
  ID_CHANGED: '_id 不能改：要换 _id，请新建一份，再删掉这一份',
  CHANGED: '这份文档刚被别处改过',
  DOCUMENT_NOT_FOUND: '这份文档已经不在了',
  DATABASE_COLLECTION_NOT_EXIST: '这个集合已经不在了',
  SNAPSHOT_NOT_FOUND: '这个快照已经不在了，请刷新列表',
  BUSY: '上一个快照还没做完，请稍等再试',
  DATABASE_TRANSACTION_CONFLICT: '有事务正在改它，请稍后再试',
};

/** What a refusal of the emulator means, and what to do. The emulator's own words are kept where they say more. */
export function said(body: Readonly<Record<string, unknown>>): string {
  const { code, message, problem, line, column } = body;
  if (code === 'SYNTAX') return problemText({ code: problem as ProblemCode, line: Number(line), column: Number(column) });
  if (code === 'DATASET') return `第 ${String(line)} 行：${DATASET[String(problem)] ?? String(message)}。数据没有变动`;
  if (code === 'DATABASE_DUPLICATE_WRITE') {
    const [, index = '', key = ''] = /index: (\S+) dup key: (.*)$/.exec(String(message)) ?? [];
    return `违反唯一索引 ${index}：已经有 ${key}`;
  }
  const known = REFUSALS[String(code)];
  return known ?? String(message ?? code ?? '出了问题，请再试一次');
}

/** `1,234` */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** `3.4 MB` */
export function bytesText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const kilo = bytes / 1024;
  return kilo < 1024 ? `${kilo < 10 ? kilo.toFixed(1) : Math.round(kilo)} KB` : `${(kilo / 1024).toFixed(1)} MB`;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** `2026-11-21 09:05:07`, in this machine's zone. */
export function dateText(date: Date): string {
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** `新增 3、改变 1、移除 2`; nothing changed is said so. */
export function exchangedText({
  added,
  changed,
  removed,
}: {
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
}): string {
  const parts = [
    added > 0 ? `新增 ${count(added)} 份` : '',
    changed > 0 ? `改变 ${count(changed)} 份` : '',
    removed > 0 ? `移除 ${count(removed)} 份` : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? '数据本来就一样，没有变动' : parts.join('，');
}

const PERMISSIONS: Readonly<Record<string, string>> = {
  CUSTOM: '自定义规则',
  ADMINONLY: '仅云函数可读写',
  READONLY: '所有人可读，创建者可写',
  PRIVATE: '仅创建者可读写',
  ADMINWRITE: '所有人可读，仅云函数可写',
};

export function permissionText(permission: string | null): string {
  return permission === null ? '未声明权限，客户端不可用' : (PERMISSIONS[permission] ?? permission);
}

export function keysText(keys: readonly { readonly field: string; readonly direction: unknown }[]): string {
  return `{ ${keys.map(({ field, direction }) => `${field}: ${String(direction)}`).join(', ')} }`;
}
