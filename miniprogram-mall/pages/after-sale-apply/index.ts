import { CallRefused, newRequestId } from '@shop/shared/client/call.ts';
import type { OrderDocument } from '@shop/shared/database/documents.ts';
import type { AfterSaleType } from '@shop/shared/domain/after-sale-lifecycle.ts';
import type { AfterSaleReason } from '@shop/shared/domain/refunds.ts';
import { afterSaleDays, ownOrder } from '../../data/after-sales.ts';
import { claimLines, claimTypes, quoteNote, REASONS, TYPE_LABELS, type ClaimLine } from '../../models/after-sale.ts';
import { sumText, type PriceText } from '../../models/product.ts';
import { confirm, dataOf, messageOf, once, say, type DetailEvent } from '@shop/shared/miniprogram/ask.ts';
import { call, serverNow, uploadPicture } from '../../utils/cloud.ts';
import { back } from '../../utils/go.ts';
import { signIn } from '../../utils/session.ts';

/** After these nobody knows whether the claim was made: the same key asks again without making two. */
const UNANSWERED: readonly string[] = ['NETWORK', 'INTERNAL'];
const MOST_PHOTOS = 6;

/** A claim on some pieces of one line of an order (`?order=…&sku=…`). */
Page({
  data: {
    phase: 'loading' as 'loading' | 'ready' | 'none' | 'error',
    error: '',
    lines: [] as ClaimLine[],
    skuId: '',
    most: 1,
    quantity: 1,
    types: [] as { type: AfterSaleType; label: string }[],
    type: 'refund_only' as AfterSaleType,
    reasons: REASONS,
    reason: '' as AfterSaleReason | '',
    description: '',
    /** Where the pictures lie on this phone. */
    photos: [] as string[],
    mostPhotos: MOST_PHOTOS,
    quote: null as { amount: PriceText; note: string } | null,
    quoting: false,
    problem: '',
  },
  orderId: '',
  order: null as OrderDocument | null,
  requestId: '',
  asked: 0,
  /** File ids of pictures that are up already, by where they lie. */
  uploaded: new Map<string, string>(),

  onLoad(query) {
    this.orderId = query['order'] ?? '';
    this.requestId = newRequestId();
    this.uploaded = new Map();
    void this.load(query['sku'] ?? '');
  },

  async load(skuId: string) {
    try {
      await signIn();
      const [order, days] = await Promise.all([ownOrder(this.orderId), afterSaleDays()]);
      if (order === null) this.setData({ phase: 'none' });
      else this.begin(order, days, skuId);
    } catch (error) {
      this.setData({ phase: 'error', error: messageOf(error) });
    }
  },

  begin(order: OrderDocument, days: number, skuId: string) {
    const lines = claimLines(order, new Date(serverNow()), days);
    const line = lines.find((one) => one.skuId === skuId) ?? lines[0];
    if (line === undefined) {
      this.setData({ phase: 'none' });
      return;
    }
    this.order = order;
    this.setData({ phase: 'ready', lines });
    this.take(line);
  },

  take(line: ClaimLine) {
    if (this.order === null) return;
    const types = claimTypes(this.order, line.skuId).map((type) => ({ type, label: TYPE_LABELS[type] }));
    const type = types.some((one) => one.type === this.data.type) ? this.data.type : 'refund_only';
    this.setData({ skuId: line.skuId, most: line.most, quantity: 1, types, type });
  },

  pickLine(event: WechatMiniprogram.BaseEvent) {
    const line = this.data.lines.find(({ skuId }) => skuId === dataOf(event, 'id'));
    if (line === undefined) return;
    this.take(line);
    void this.price();
  },

  count(event: DetailEvent<number>) {
    this.setData({ quantity: event.detail });
    void this.price();
  },

  pickType(event: WechatMiniprogram.BaseEvent) {
    this.setData({ type: dataOf(event, 'type') as AfterSaleType });
    void this.price();
  },

  pickReason(event: WechatMiniprogram.BaseEvent) {
    this.setData({ reason: dataOf(event, 'reason') as AfterSaleReason });
    void this.price();
  },

  type(event: WechatMiniprogram.TextareaInput) {
    this.setData({ description: event.detail.value });
  },

  /** What would come back, as the function says. */
  async price() {
    const { skuId, quantity, type, reason } = this.data;
    if (reason === '') return;
    const mine = ++this.asked;
    this.setData({ quoting: true });
    try {
      const { quote } = await call('afterSale', { action: 'quote', orderId: this.orderId, skuId, quantity, type, reason });
      if (mine !== this.asked) return;
      this.setData({ quoting: false, problem: '', quote: quote ? { amount: sumText(quote.amount), note: quoteNote(quote) } : null });
    } catch (error) {
      if (mine === this.asked) this.setData({ quoting: false, quote: null, problem: messageOf(error) });
    }
  },

  async addPhoto() {
    const left = MOST_PHOTOS - this.data.photos.length;
    if (left <= 0) return;
    const chosen = await wx.chooseMedia({ count: left, mediaType: ['image'], sizeType: ['compressed'] }).catch(() => null);
    if (chosen === null) return;
    this.setData({ photos: [...this.data.photos, ...chosen.tempFiles.map(({ tempFilePath }) => tempFilePath)].slice(0, MOST_PHOTOS) });
  },

  dropPhoto(event: WechatMiniprogram.BaseEvent) {
    const path = dataOf(event, 'path');
    this.setData({ photos: this.data.photos.filter((photo) => photo !== path) });
  },

  showPhoto(event: WechatMiniprogram.BaseEvent) {
    void wx.previewImage({ urls: this.data.photos, current: dataOf(event, 'path') });
  },

  submit() {
    const { reason, problem, quoting } = this.data;
    if (reason === '') {
      say('请选择申请原因');
      return;
    }
    if (quoting) return;
    if (problem !== '') {
      say(problem);
      return;
    }
    void once('after-sale', () => this.send(reason), '正在提交');
  },

  async send(reason: AfterSaleReason) {
    const { skuId, quantity, type, description, photos } = this.data;
    const files = await Promise.all(photos.map((path) => this.uploadOnce(path))).catch(() => null);
    if (files === null && !(await confirm('照片没能上传', '可以不带照片提交，或稍后再试', '直接提交'))) return;
    const text = description.trim();
    try {
      const { afterSale } = await call('afterSale', {
        action: 'apply',
        requestId: this.requestId,
        orderId: this.orderId,
        skuId,
        quantity,
        type,
        reason,
        ...(text === '' ? {} : { description: text }),
        ...(files === null || files.length === 0 ? {} : { photos: files }),
      });
      await wx.redirectTo({ url: `/pages/after-sale/index?id=${afterSale?._id ?? ''}` });
    } catch (error) {
      if (error instanceof CallRefused && !UNANSWERED.includes(error.reason)) this.requestId = newRequestId();
      throw error;
    }
  },

  async uploadOnce(path: string): Promise<string> {
    const known = this.uploaded.get(path);
    if (known !== undefined) return known;
    const file = await uploadPicture('after-sale', path);
    this.uploaded.set(path, file);
    return file;
  },

  back() {
    back();
  },

  retry() {
    this.setData({ phase: 'loading' });
    void this.load(this.data.skuId);
  },
});
