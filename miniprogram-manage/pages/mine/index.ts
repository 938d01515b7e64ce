import type { DailyStatsDocument } from '@shop/shared/database/documents.ts';
import { beijingDay } from '@shop/shared/domain/time.ts';
import { inbox } from '../../data/inbox.ts';
import { permissionGroups, todayFigures, type Figure, type PermissionGroup } from '../../models/today.ts';
import { messageOf, once, praise } from '@shop/shared/miniprogram/ask.ts';
import { serverNow } from '../../utils/cloud.ts';
import { live, livePage } from '../../utils/live-page.ts';
import { can, signIn, signInAgain, turnAway, type Staff } from '../../utils/session.ts';

const TICK_MS = 60_000;

livePage({
  data: {
    phase: 'loading' as 'loading' | 'ready' | 'error',
    error: '',
    name: '',
    initial: '',
    role: '',
    groups: [] as PermissionGroup[],
    canStatistics: false,
    canStock: false,
    figures: null as Figure[] | null,
    stale: false,
  },
  day: '',

  onLoad() {
    live(this).every(TICK_MS, () => this.watchToday());
    void this.open();
  },

  onShow() {
    inbox.drawBadge();
    this.watchToday();
  },

  async open() {
    try {
      this.take(await signIn());
    } catch (error) {
      if (!turnAway(error)) this.setData({ phase: 'error', error: messageOf(error) });
    }
  },

  take(staff: Staff) {
    this.setData({
      phase: 'ready',
      name: staff.name,
      initial: staff.name.slice(0, 1),
      role: staff.roleLabel,
      groups: permissionGroups(staff.permissions),
      canStatistics: can('statistics.read'),
      canStock: can('stock.read'),
    });
    this.watchToday();
  },

  /** The day's figures, live; the day changes at midnight in Beijing while the page may be open. */
  watchToday() {
    if (this.data.phase !== 'ready') return;
    if (!this.data.canStatistics) {
      live(this).close('today');
      this.day = '';
      return;
    }
    const day = beijingDay(serverNow());
    if (day === this.day) return;
    this.day = day;
    live(this).open<DailyStatsDocument>('today', {
      collection: 'dailyStats',
      where: { _id: day },
      limit: 1,
      onData: ([stats]) => this.setData({ figures: todayFigures(stats ?? null) }),
      onState: live(this).tellStale,
    });
  },

  refresh() {
    void once(
      'who-am-i',
      async () => {
        try {
          this.take(await signInAgain());
          praise('已更新');
        } catch (error) {
          if (!turnAway(error)) throw error;
        }
      },
      '正在更新',
    );
  },

  toRecords() {
    void wx.navigateTo({ url: '/pages/records/index' });
  },

  retry() {
    this.setData({ phase: 'loading' });
    void this.open();
  },
});
