import { CallRefused, newRequestId } from '@shop/shared/client/call.ts';
import type { Contracts, InputOf, OutputOf } from '@shop/shared/contracts/index.ts';
import type { AddressDocument } from '@shop/shared/database/documents.ts';
import { formatYuan } from '@shop/shared/domain/money.ts';
import { addresses, takeChosenAddress } from '../../data/addresses.ts';
import { addressView, type AddressView } from '../../models/address.ts';
import { bestChoice, choiceRow, choiceText, type ChoiceRow } from '../../models/coupon.ts';
import { amountRows, orderLine, type AmountRow, type OrderLine } from '../../models/order.ts';
import { sumText, type PriceText } from '../../models/product.ts';
import { dataOf, messageOf, once, say } from '@shop/shared/miniprogram/ask.ts';
import { call } from '../../utils/cloud.ts';
import { noteCart } from '../../utils/cart-count.ts';
import { back } from '../../utils/go.ts';
import { signIn } from '../../utils/session.ts';

type Quote = OutputOf<Contracts['submitOrder']>;
type Submission = InputOf<Contracts['submitOrder']>;
type Goods = Pick<Submission, 'items' | 'fromCart'>;

/** After these nobody knows whether the order was placed: the same key asks again without placing it twice. */
const UNANSWERED: readonly string[] = ['NETWORK', 'INTERNAL', 'ORDER_IN_PROGRESS'];

Page({
  data: {
    phase: 'loading' as 'loading' | 'ready' | 'error',
    error: '',
    address: null as AddressView | null,
    lines: [] as OrderLine[],
    pieces: 0,
    amounts: [] as AmountRow[],
    sum: { whole: '0', cents: '' } as PriceText,
    pricing: true,
    /** Why it cannot be submitted as it stands; empty when it can. */
    problem: '',
    pointsUsable: 0,
    pointsWorth: '',
    usePoints: false,
    usable: [] as ChoiceRow[],
    unusable: [] as ChoiceRow[],
    couponText: { text: '', saves: false },
    /** The coupon that the order takes; null for none. */
    couponId: null as string | null,
    choosing: false,
    remark: '',
  },
  /** The customer has chosen himself, a coupon or none: the best one is not put in its place. */
  couponChosen: false,
  goods: {} as Goods,
  order: 'submitOrder' as 'submitOrder' | 'flashOrder',
  requestId: '',
  /** Tells the latest preview's answer from an earlier one's. */
  asked: 0,

  onLoad(query) {
    this.requestId = newRequestId();
    const { product, sku, quantity, flash } = query;
    // A flash sale's rush waits in a queue of its own.
    this.order = flash === undefined ? 'submitOrder' : 'flashOrder';
    this.goods =
      product !== undefined && sku !== undefined
        ? {
            items: [
              { productId: product, skuId: sku, quantity: Number(quantity ?? 1), ...(flash === undefined ? {} : { flashSaleId: flash }) },
            ],
          }
        : { fromCart: true };
    void this.load();
  },

  onShow() {
    if (this.data.phase === 'ready') void this.readAddress();
  },

  async load() {
    try {
      await signIn();
      await this.readAddress();
    } catch (error) {
      this.setData({ phase: 'error', error: messageOf(error) });
    }
  },

  /** The address that was picked, else the one shown, else the default one. */
  async readAddress() {
    const picked = takeChosenAddress() ?? this.data.address?.id;
    const list: AddressDocument[] = await addresses();
    const found = list.find((address) => address._id === picked) ?? list[0];
    this.setData({ address: found ? addressView(found) : null });
    await this.preview();
  },

  async preview() {
    const mine = ++this.asked;
    this.setData({ pricing: true });
    try {
      const quote = await this.bestQuote(this.data.address?.id, mine);
      if (mine === this.asked) this.showQuote(quote, '');
    } catch (error) {
      if (mine !== this.asked) return;
      const problem = messageOf(error);
      if (error instanceof CallRefused && error.reason === 'AREA_NOT_SERVED') {
        // The goods are fine, the place is not: show them, and let another address be chosen.
        const quote = await this.bestQuote(undefined, mine).catch(() => null);
        if (quote && mine === this.asked) this.showQuote(quote, problem);
        return;
      }
      if (this.data.phase === 'ready' && this.data.lines.length > 0) this.setData({ pricing: false, problem });
      else this.setData({ phase: 'error', error: problem });
    }
  },

  /** With the coupon that he chose, else with the best one. A coupon that fits no more is dropped, and the best of the others takes its place. */
  async bestQuote(addressId: string | undefined, mine: number): Promise<Quote> {
    const held = this.data.couponId;
    let quote: Quote;
    try {
      quote = await this.quote(addressId, held);
    } catch (error) {
      if (held === null || !(error instanceof CallRefused) || error.reason !== 'COUPON_UNAVAILABLE') throw error;
      if (this.couponChosen) say(error.message);
      this.couponChosen = false;
      quote = await this.quote(addressId, null);
    }
    if (this.couponChosen) return quote;
    const best = bestChoice(quote.coupons);
    if (best === quote.userCouponId || mine !== this.asked) return quote;
    return this.quote(addressId, best);
  },

  quote(addressId: string | undefined, userCouponId: string | null): Promise<Quote> {
    const { usePoints, pointsUsable } = this.data;
    return call(this.order, {
      ...this.goods,
      requestId: this.requestId,
      preview: true,
      ...(addressId === undefined ? {} : { addressId }),
      ...(userCouponId === null ? {} : { userCouponId }),
      ...(usePoints ? { usePoints: pointsUsable } : {}),
    });
  },

  showQuote(quote: Quote, problem: string) {
    this.setData({
      phase: 'ready',
      pricing: false,
      problem,
      lines: quote.items.map(orderLine),
      pieces: quote.items.reduce((sum, item) => sum + item.quantity, 0),
      amounts: amountRows(quote),
      sum: sumText(quote.paymentAmount),
      couponId: quote.userCouponId,
      couponText: choiceText(quote.coupons, quote.userCouponId),
      usable: quote.coupons.filter((choice) => choice.usable).map(choiceRow),
      unusable: quote.coupons.filter((choice) => !choice.usable).map(choiceRow),
      pointsUsable: quote.pointsUsable,
      pointsWorth: this.data.usePoints && quote.pointsUsed > 0 ? formatYuan(quote.pointsAmount) : '',
    });
  },

  pickAddress() {
    void wx.navigateTo({ url: this.data.address ? '/pages/addresses/index?choose=1' : '/pages/address-edit/index?choose=1' });
  },

  togglePoints() {
    this.setData({ usePoints: !this.data.usePoints });
    void this.preview();
  },

  openCoupons() {
    this.setData({ choosing: true });
  },

  closeCoupons() {
    this.setData({ choosing: false });
  },

  /** `data-id` is empty for none. */
  chooseCoupon(event: WechatMiniprogram.BaseEvent) {
    const id = dataOf(event, 'id');
    this.couponChosen = true;
    this.setData({ choosing: false, couponId: id === '' ? null : id });
    void this.preview();
  },

  type(event: WechatMiniprogram.TextareaInput) {
    this.setData({ remark: event.detail.value });
  },

  submit() {
    const { address, problem, pricing } = this.data;
    if (address === null) {
      this.pickAddress();
      return;
    }
    if (pricing || problem !== '') return;
    void once('submit', () => this.place(address.id), '正在提交');
  },

  async place(addressId: string) {
    const { usePoints, pointsUsable, couponId, remark } = this.data;
    const text = remark.trim();
    try {
      const { orderId } = await call(this.order, {
        ...this.goods,
        requestId: this.requestId,
        addressId,
        ...(couponId === null ? {} : { userCouponId: couponId }),
        ...(usePoints && pointsUsable > 0 ? { usePoints: pointsUsable } : {}),
        ...(text === '' ? {} : { remark: text }),
      });
      if (this.goods.fromCart)
        void call('cart', { action: 'list' }).then(
          ({ items }) => noteCart(items),
          () => undefined,
        );
      await wx.redirectTo({ url: `/pages/pay/index?id=${orderId ?? ''}` });
    } catch (error) {
      if (error instanceof CallRefused && !UNANSWERED.includes(error.reason)) {
        this.requestId = newRequestId();
        // Stock or prices moved: what is shown is told anew.
        void this.preview();
      }
      throw error;
    }
  },

  retry() {
    this.setData({ phase: 'loading' });
    void this.load();
  },

  back() {
    back();
  },
});
