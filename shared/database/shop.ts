import type { MessageTemplate, ReminderKind } from '../domain/reminders.ts';
import type { EarningRule, LevelRule } from '../domain/levels.ts';
import type { RechargePackage } from './after-sales.ts';

/** A Beijing day's figures, `_id` = `YYYYMMDD`. Money in fen. */
export interface DailyStatsDocument {
  _id: string;
  day: string;
  orders: number;
  paidOrders: number;
  paidAmount: number;
  shippedOrders: number;
  completedOrders: number;
  cancelledOrders: number;
  newMembers: number;
  /** Fen that went back that day, cancellations included. */
  refundAmount?: number;
  refunds?: number;
  rechargeAmount?: number;
  updateTime: Date;
}

export interface ShopConfigDocument {
  _id: 'shop';
  name: string;
  servicePhone: string;
  announcement: string;
  payMinutes: number;
  autoReceiveDays: number;
  maxPiecesPerLine: number;
  /** Orders that a member may leave unpaid at a time: each holds its stock until its time is over. */
  maxUnpaidOrders?: number;
  /** Days after completion within which a customer may ask for money back. */
  afterSaleDays?: number;
  rechargePackages?: RechargePackage[];
  /** `expire: 'nextYear'`: points are good until the end of the year after the one they came in; without it they live on. */
  points: { pointsPerFen: number; maxPercent: number; expire?: 'never' | 'nextYear' };
  /** What a completed order earns, per yuan paid for goods. */
  earning?: EarningRule;
  levels?: LevelRule[];
  /** Subscription messages; a kind without a template is not sent. */
  messageTemplates?: Partial<Record<ReminderKind, MessageTemplate>>;
}

export interface CounterDocument {
  _id: string;
  value: number;
  /** How far a job that goes through a collection has come. */
  cursor?: string;
}
