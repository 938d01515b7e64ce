import { newRequestId } from '@shop/shared/client/call.ts';
import { available } from '@shop/shared/domain/stock.ts';
import { MOST_PIECES } from '@shop/shared/domain/stock.ts';
import { moveFault, moveInput, MOVE_REASONS, type HandKind, type StockRow } from '../../models/stock.ts';
import { dataOf, messageOf, once } from '@shop/shared/miniprogram/ask.ts';
import { call } from '../../utils/cloud.ts';

const NOTHING = { id: '', name: '', specs: '', unit: '', available: 0 };

/** Moves stock by hand: how many, why. Tells `close` with `{ moved }`. */
Component({
  options: { styleIsolation: 'isolated' },
  properties: {
    show: { type: Boolean, value: false },
    kind: { type: String, value: 'in' },
    /** `StockRow` of models/stock, live. */
    stock: { type: Object, value: NOTHING as Pick<StockRow, 'id' | 'name' | 'specs' | 'unit' | 'available'> },
  },
  data: {
    pieces: '',
    reason: '',
    reasons: [] as readonly string[],
    error: '',
    sending: false,
    done: '',
    left: 0,
    /** Names this one movement: a repeated tap, or a try after a lost answer, books nothing twice. */
    requestId: '',
  },
  observers: {
    show(show: boolean) {
      if (!show) return;
      const reasons = MOVE_REASONS[this.data.kind as HandKind];
      this.setData({ pieces: '', reason: '', reasons, error: '', sending: false, done: '', requestId: newRequestId() });
    },
  },
  methods: {
    setPieces(pieces: number) {
      this.setData({ pieces: String(Math.min(MOST_PIECES, Math.max(0, pieces))), error: '' });
    },
    more() {
      this.setPieces(Number(this.data.pieces) + 1);
    },
    less() {
      this.setPieces(Number(this.data.pieces) - 1);
    },
    type(event: WechatMiniprogram.Input) {
      const pieces = event.detail.value.replace(/\D/g, '').slice(0, 4);
      this.setData({ pieces, error: '' });
      return pieces;
    },
    takeReason(event: WechatMiniprogram.BaseEvent) {
      this.setData({ reason: dataOf(event, 'text'), error: '' });
    },
    typeReason(event: WechatMiniprogram.Input) {
      this.setData({ reason: event.detail.value, error: '' });
    },

    submit() {
      const kind = this.data.kind as HandKind;
      const { stock, requestId } = this.data;
      const quantity = Number(this.data.pieces);
      const reason = this.data.reason.trim();
      const fault = moveFault(kind, quantity, stock.available, reason);
      if (fault !== '') {
        this.setData({ error: fault });
        return;
      }
      void once(`stock:${stock.id}`, async () => {
        this.setData({ sending: true, error: '' });
        try {
          const { stock: after } = await call('stock', moveInput(kind, quantity, reason, stock.id, requestId));
          wx.vibrateShort({ type: 'light', fail: () => undefined });
          const done = `${kind === 'in' ? '入库' : '出库'} ${quantity} ${stock.unit}`;
          this.setData({ sending: false, done, left: after ? available(after) : stock.available });
        } catch (error) {
          this.setData({ sending: false, error: messageOf(error) });
        }
      });
    },

    close() {
      if (!this.data.sending) this.triggerEvent('close', { moved: this.data.done !== '' });
    },
  },
});
