import type { FlashSaleDocument } from '@shop/shared/database/documents.ts';
import { flashLeft, flashPhase, type FlashPhase } from '@shop/shared/domain/flash-sale.ts';
import { formatYuan } from '@shop/shared/domain/money.ts';
import { formatShortTime } from '@shop/shared/domain/time.ts';
import { asset } from '../utils/assets.ts';
import { countdown } from './order.ts';
import { priceText, type PriceText } from './product.ts';

/** A sale as its card shows it. */
export interface FlashCard {
  readonly id: string;
  readonly productId: string;
  readonly skuId: string;
  readonly name: string;
  readonly specs: string;
  readonly image: string;
  readonly price: PriceText;
  /** The struck price; empty where the sale takes nothing off. */
  readonly original: string;
  readonly phase: FlashPhase;
  readonly button: string;
  /** `距结束 1:02:03`, `11-22 10:00 开抢`. */
  readonly when: string;
  /** `仅剩 3 件`, `每人限购 2 件`. */
  readonly note: string;
  /** Percent of the quota that is gone, whole. */
  readonly gone: number;
}

const BUTTONS: Readonly<Record<FlashPhase, string>> = { running: '立即抢', upcoming: '未开始', sold_out: '已抢完', over: '已结束' };
/** First what can be bought, then what can be waited for. */
const PLACE: Readonly<Record<FlashPhase, number>> = { running: 0, upcoming: 1, sold_out: 2, over: 3 };
const FEW = 10;
const DAY_MS = 24 * 60 * 60_000;

function whenText(sale: FlashSaleDocument, phase: FlashPhase, nowMs: number): string {
  if (phase === 'over') return '';
  if (phase === 'upcoming') return `${formatShortTime(sale.startsAt)} 开抢`;
  const left = sale.endsAt.getTime() - nowMs;
  return left >= DAY_MS ? `${formatShortTime(sale.endsAt)} 结束` : `距结束 ${countdown(left)}`;
}

function flashCard(sale: FlashSaleDocument, nowMs: number): FlashCard {
  const phase = flashPhase(sale, new Date(nowMs));
  const left = flashLeft(sale);
  return {
    id: sale._id,
    productId: sale.productId,
    skuId: sale.skuId,
    name: sale.productName,
    specs: sale.specs,
    image: asset(sale.image),
    price: priceText(sale.price),
    original: sale.listPrice > sale.price ? formatYuan(sale.listPrice) : '',
    phase,
    button: BUTTONS[phase],
    when: whenText(sale, phase, nowMs),
    note: phase === 'running' && left <= FEW ? `仅剩 ${left} 件` : `每人限购 ${sale.perUser} 件`,
    gone: sale.quota === 0 ? 100 : Math.floor(((sale.quota - left) * 100) / sale.quota),
  };
}

/** The sales of a list at a moment: what is over is gone from it; of one kind, what ends or begins first comes first. */
export function flashCards(sales: readonly FlashSaleDocument[], nowMs: number): FlashCard[] {
  return [...sales]
    .map((sale) => ({
      card: flashCard(sale, nowMs),
      at: sale.startsAt.getTime() > nowMs ? sale.startsAt.getTime() : sale.endsAt.getTime(),
    }))
    .filter(({ card }) => card.phase !== 'over')
    .sort((a, b) => PLACE[a.card.phase] - PLACE[b.card.phase] || a.at - b.at || (a.card.id < b.card.id ? -1 : 1))
    .map(({ card }) => card);
}

/** What the home page says of the sale that ends first; empty when there is none. */
export function flashSlogan(sale: FlashSaleDocument | null, nowMs: number): string {
  if (sale === null) return '';
  return sale.startsAt.getTime() > nowMs ? `${formatShortTime(sale.startsAt)} 开抢` : `${sale.title}，抢完为止`;
}
