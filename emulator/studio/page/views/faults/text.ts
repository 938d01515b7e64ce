import type { ActiveFault } from '../../../../faults/orders.ts';

export const CODE_NAMES: Readonly<Record<string, string>> = {
  FUNCTIONS_EXECUTE_FAIL: '执行失败',
  EXCEED_CONCURRENT_REQUEST_LIMIT: '并发超限',
  EXCEED_REQUEST_LIMIT: '调用超限',
  FUNCTION_NOT_FOUND: '函数不存在',
  SYS_ERR: '系统错误',
};

export const NOTICE_NAMES: Readonly<Record<string, string>> = {
  once: '正常一次',
  twice: '同时两次',
  late: '晚 5 分钟',
  never: '不通知',
  forged: '伪造（没有付款）',
  'wrong-amount': '金额不符',
  'wrong-order': '订单号不符',
};

const ROUTES = { database: '数据库', functions: '云函数' } as const;

function functionName(name: string): string {
  return name === '*' ? '任一云函数' : name;
}

/** One fault in words; `now` in the machine's ms. */
export function faultText(fault: ActiveFault, now: number): string {
  switch (fault.kind) {
    case 'refuse-sockets':
      return `拒绝新的实时连接，还有 ${Math.max(0, Math.ceil(((fault.until ?? now) - now) / 1000))} 秒`;
    case 'latency':
      return `${ROUTES[fault.route]}慢 ${fault.ms} ms${fault.share < 1 ? `（${Math.round(fault.share * 100)}% 的请求）` : ''}`;
    case 'conflict':
      return `接下来 ${fault.times} 次事务写入冲突`;
    case 'refuse':
      return `${functionName(fault.function)}：接下来 ${fault.times} 次调用被拒绝（${CODE_NAMES[fault.code] ?? fault.code}）`;
    case 'timeout':
      return `${functionName(fault.function)}：接下来 ${fault.times} 次做完了却没有答复`;
    case 'kill':
      return `${functionName(fault.function)}：接下来 ${fault.times} 次${fault.statements === 0 ? '一开始' : `在第 ${fault.statements} 次数据库操作后`}进程死去`;
    case 'double-timers':
      return '定时触发都送达两次';
    case 'notices':
      return `支付通知：${NOTICE_NAMES[fault.behave] ?? fault.behave}`;
  }
}
