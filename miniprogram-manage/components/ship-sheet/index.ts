import { carrierName } from '@shop/shared/domain/carriers.ts';
import type { ShipLine, ShipTarget } from '../../models/order-detail.ts';
import {
  carrierOf,
  carriersFor,
  cleanNumber,
  isParcelNumber,
  MOST_PARCELS,
  parcelFaults,
  withCarrier,
  type ParcelDraft,
} from '../../models/parcels.ts';
import { dataOf, messageOf, once, say, scan, type DetailEvent } from '@shop/shared/miniprogram/ask.ts';
import { call } from '../../utils/cloud.ts';
import { lastCarrier, rememberCarrier } from '../../utils/memory.ts';

const NOBODY: ShipTarget = { id: '', number: '', who: '', where: '', sent: 0, count: 0, unpicked: 0, lines: [] };

/** A line with how many of its pieces leave now. */
interface PieceView extends ShipLine {
  readonly now: number;
}

interface ParcelView extends ParcelDraft {
  readonly companyName: string;
  readonly fault: string;
}

function view(parcels: readonly ParcelDraft[], faults: Readonly<Record<number, string>> = {}): ParcelView[] {
  return parcels.map((parcel) => ({ ...parcel, companyName: carrierName(parcel.company), fault: faults[parcel.key] ?? '' }));
}

/** Ships one order: carrier and number of every parcel, a last look, done. Tells `close`. */
Component({
  options: { styleIsolation: 'isolated' },
  properties: {
    show: { type: Boolean, value: false },
    /** `ShipTarget` of models/order-detail. */
    order: { type: Object, value: NOBODY },
  },
  data: {
    step: 'edit' as 'edit' | 'confirm' | 'done',
    parcels: [] as ParcelView[],
    carriers: carriersFor(''),
    /** Only a part of what is left leaves, in one parcel. */
    partly: false,
    pieces: [] as PieceView[],
    /** Pieces that leave now. */
    leaving: 0,
    /** The parcel whose carriers are laid open. */
    choosing: 1,
    error: '',
    sending: false,
  },
  observers: {
    show(show: boolean) {
      if (!show) return;
      const company = lastCarrier();
      const { number, sent } = this.data.order;
      this.setData({
        step: 'edit',
        partly: false,
        pieces: this.data.order.lines.map((line) => ({ ...line, now: line.left })),
        leaving: this.data.order.count,
        parcels: view([withCarrier({ key: 1, company, number: '' }, company, number, sent + 1)]),
        carriers: carriersFor(company),
        choosing: company === '' ? 1 : 0,
        error: '',
        sending: false,
      });
    },
  },
  methods: {
    put(key: number, change: Partial<ParcelDraft>) {
      this.setData({ parcels: view(this.data.parcels.map((parcel) => (parcel.key === key ? { ...parcel, ...change } : parcel))) });
    },

    openCarriers(event: WechatMiniprogram.BaseEvent) {
      const key = Number(dataOf(event, 'key'));
      this.setData({ choosing: this.data.choosing === key ? 0 : key });
    },

    pickCarrier(event: WechatMiniprogram.BaseEvent) {
      const key = Number(dataOf(event, 'key'));
      const { order, parcels } = this.data;
      const parcel = parcels.find((one) => one.key === key);
      if (parcel !== undefined) this.put(key, withCarrier(parcel, dataOf(event, 'code'), order.number, order.sent + key));
      this.setData({ choosing: 0 });
    },

    setNumber(key: number, text: string) {
      const number = cleanNumber(text);
      const known = carrierOf(number);
      this.put(key, known === null ? { number } : { number, company: known });
      if (known !== null && this.data.choosing === key) this.setData({ choosing: 0 });
      return number;
    },

    typeNumber(event: WechatMiniprogram.Input) {
      return this.setNumber(Number(dataOf(event, 'key')), event.detail.value);
    },

    async scanNumber(event: WechatMiniprogram.BaseEvent) {
      const key = Number(dataOf(event, 'key'));
      const text = await scan();
      if (text === null) return;
      const number = cleanNumber(text);
      if (isParcelNumber(number)) this.setNumber(key, number);
      else say('这不是快递单号，请扫描面单上的条码');
    },

    addParcel() {
      const { parcels } = this.data;
      if (parcels.length >= MOST_PARCELS) {
        say(`一次最多 ${MOST_PARCELS} 个包裹`);
        return;
      }
      const last = parcels[parcels.length - 1];
      const key = (last?.key ?? 0) + 1;
      const { number, sent } = this.data.order;
      const company = last?.company ?? '';
      this.setData({ parcels: view([...parcels, withCarrier({ key, company, number: '' }, company, number, sent + key)]) });
    },

    removeParcel(event: WechatMiniprogram.BaseEvent) {
      const key = Number(dataOf(event, 'key'));
      this.setData({ parcels: view(this.data.parcels.filter((parcel) => parcel.key !== key)) });
    },

    choosePart() {
      const { partly, parcels, order } = this.data;
      const pieces = order.lines.map((line) => ({ ...line, now: line.left }));
      this.setData({ partly: !partly, pieces, leaving: order.count, error: '', parcels: parcels.slice(0, 1) });
    },

    count(event: DetailEvent<number>) {
      const skuId = dataOf(event, 'sku');
      const pieces = this.data.pieces.map((piece) => (piece.skuId === skuId ? { ...piece, now: event.detail } : piece));
      this.setData({ pieces, leaving: pieces.reduce((sum, piece) => sum + piece.now, 0) });
    },

    check() {
      if (this.data.partly && this.data.leaving === 0) {
        say('请选择这次发出的商品');
        return;
      }
      const faults = parcelFaults(this.data.parcels);
      this.setData({ parcels: view(this.data.parcels, faults) });
      if (Object.keys(faults).length === 0) this.setData({ step: 'confirm', error: '' });
    },

    edit() {
      this.setData({ step: 'edit', error: '' });
    },

    ship() {
      const { order, parcels, partly, pieces } = this.data;
      const items = pieces.filter(({ now }) => now > 0).map(({ skuId, now }) => ({ skuId, quantity: now }));
      void once(`ship:${order.id}`, async () => {
        this.setData({ sending: true, error: '' });
        try {
          await call('shipOrder', {
            orderId: order.id,
            parcels: parcels.map(({ company, number }) => ({ company, number, ...(partly ? { items } : {}) })),
          });
          rememberCarrier(parcels[0]?.company ?? '');
          wx.vibrateShort({ type: 'light', fail: () => undefined });
          this.setData({ step: 'done', sending: false });
        } catch (error) {
          this.setData({ sending: false, error: messageOf(error) });
        }
      });
    },

    close() {
      if (!this.data.sending) this.triggerEvent('close', { shipped: this.data.step === 'done' });
    },
  },
});
