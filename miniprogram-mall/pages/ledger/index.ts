import type { BalanceLogDocument, PointsLogDocument } from '@shop/shared/database/documents.ts';
import { formatYuan } from '@shop/shared/domain/money.ts';
import { levelView, type LevelView } from '../../models/level.ts';
import { balanceRow, pointsRow, type LedgerRow } from '../../models/member.ts';
import { messageOf } from '@shop/shared/miniprogram/ask.ts';
import { call, command, find, ME, PAGE_SIZE } from '../../utils/cloud.ts';
import { signIn } from '../../utils/session.ts';

/** Every change of the customer's balance (`?kind=balance`) or points (`?kind=points`), latest first. */
Page({
  data: {
    phase: 'loading' as 'loading' | 'ready' | 'error',
    error: '',
    rows: [] as LedgerRow[],
    more: 'idle' as 'idle' | 'loading' | 'end' | 'error',
    /** Of points: where he stands. Left out when it cannot be read. */
    standing: null as LevelView | null,
    /** Of the balance: what its latest change left. Empty before the first one. */
    balance: '',
    kind: 'balance' as 'balance' | 'points',
  },
  last: null as Date | null,

  onLoad(query) {
    const kind = query['kind'] === 'points' ? 'points' : 'balance';
    void wx.setNavigationBarTitle({ title: kind === 'points' ? '积分明细' : '余额明细' });
    this.setData({ kind });
    void this.load();
  },

  async load() {
    this.last = null;
    try {
      await signIn();
      if (this.data.kind === 'points') void this.readStanding();
      const rows = await this.page();
      this.setData({ phase: 'ready', rows });
    } catch (error) {
      this.setData({ phase: 'error', error: messageOf(error) });
    }
  },

  async readStanding() {
    const standing = await call('getUserPoints', {}).catch(() => null);
    if (standing !== null) this.setData({ standing: levelView(standing) });
  },

  async page(): Promise<LedgerRow[]> {
    const first = this.last === null;
    const where = { _openid: ME, ...(this.last === null ? {} : { createTime: command().lt(this.last) }) };
    const search = { where, orderBy: [['createTime', 'desc']] as const };
    const points = this.data.kind === 'points';
    const logs: (BalanceLogDocument | PointsLogDocument)[] = await find(points ? 'member_points_log' : 'balanceLogs', search);
    this.last = logs[logs.length - 1]?.createTime ?? this.last;
    this.setData({ more: logs.length < PAGE_SIZE ? 'end' : 'idle' });
    const [latest] = logs;
    if (first && latest && 'balanceAfter' in latest) this.setData({ balance: formatYuan(latest.balanceAfter) });
    return logs.map((log) => ('points' in log ? pointsRow(log) : balanceRow(log)));
  },

  async loadMore() {
    if (this.data.phase !== 'ready' || this.data.more === 'loading' || this.data.more === 'end') return;
    this.setData({ more: 'loading' });
    try {
      const rows = await this.page();
      this.setData({ rows: [...this.data.rows, ...rows] });
    } catch {
      this.setData({ more: 'error' });
    }
  },

  onReachBottom() {
    void this.loadMore();
  },

  toRecharge() {
    void wx.navigateTo({ url: '/pages/recharge/index' });
  },

  retry() {
    this.setData({ phase: 'loading' });
    void this.load();
  },
});
