import type { OrderDocument, OrderFlowDocument, OrderNoteDocument } from '@shop/shared/database/documents.ts';
import {
  addressLabel,
  flowRows,
  orderDetail,
  shipTarget,
  type FlowRow,
  type OrderDetail,
  type ShipTarget,
} from '../../models/order-detail.ts';
import { dataOf, once, praise } from '@shop/shared/miniprogram/ask.ts';
import { call, serverNow } from '../../utils/cloud.ts';
import { live, livePage } from '../../utils/live-page.ts';
import { pickedOf, rememberPicked } from '../../utils/memory.ts';
import { can, signedIn } from '../../utils/session.ts';

const FLOW_LIMIT = 50;
const TICK_MS = 15_000;
const CANCEL_REASONS = ['商品缺货', '顾客要求取消', '地址无法配送', '价格有误', '其他原因'];

livePage({
  data: {
    phase: 'loading' as 'loading' | 'ready' | 'gone' | 'error',
    error: '',
    view: null as OrderDetail | null,
    flows: [] as FlowRow[],
    target: null as ShipTarget | null,
    sheet: '' as '' | 'ship' | 'cancel' | 'remark',
    reasons: CANCEL_REASONS,
    canShip: false,
    /** The lines are ticked off while they are picked. */
    picking: false,
    canCancel: false,
    canRemark: false,
    stale: false,
  },
  orderId: '',
  order: null as OrderDocument | null,
  note: '',
  picked: [] as readonly string[],

  onLoad(query) {
    this.orderId = query['id'] ?? '';
    this.picked = pickedOf(this.orderId);
    live(this).every(TICK_MS, () => this.show());
    void this.open();
  },

  async open() {
    if (!(await signedIn(this))) return;
    if (!can('orders.read')) {
      this.setData({ phase: 'error', error: '你的岗位不能查看订单' });
      return;
    }
    this.setData({ canShip: can('orders.ship'), canCancel: can('orders.cancel'), canRemark: can('orders.remark') });
    live(this).open<OrderDocument>('order', {
      collection: 'orders',
      where: { _id: this.orderId, placed: true },
      limit: 1,
      onData: ([order]) => {
        this.order = order ?? null;
        this.show();
      },
      onState: live(this).tellStale,
    });
    live(this).open<OrderFlowDocument>('flows', {
      collection: 'orderStatusFlows',
      where: { orderId: this.orderId },
      orderBy: [['createTime', 'asc']],
      limit: FLOW_LIMIT,
      onData: (flows) => this.setData({ flows: flowRows(flows) }),
    });
    live(this).open<OrderNoteDocument>('note', {
      collection: 'orderNotes',
      where: { _id: this.orderId },
      limit: 1,
      onData: ([note]) => {
        this.note = note?.remark ?? '';
        if (this.order !== null) this.show();
      },
    });
  },

  show() {
    if (this.order === null) {
      if (this.data.phase !== 'error' && live(this).shown) this.setData({ phase: 'gone' });
      return;
    }
    const view = orderDetail(this.order, this.picked, serverNow(), this.note);
    this.setData({ phase: 'ready', view, picking: this.data.canShip && view.mayShip });
  },

  tick(event: WechatMiniprogram.BaseEvent) {
    if (!this.data.picking) return;
    const skuId = dataOf(event, 'sku');
    this.picked = this.picked.includes(skuId) ? this.picked.filter((known) => known !== skuId) : [...this.picked, skuId];
    rememberPicked(this.orderId, this.picked);
    this.show();
  },

  openSheet(event: WechatMiniprogram.BaseEvent) {
    const sheet = dataOf(event, 'sheet') as 'ship' | 'cancel' | 'remark';
    const { view } = this.data;
    if (this.order === null || view === null) return;
    if (sheet === 'ship') {
      // Who ticks nothing does not pick by ticks.
      const unpicked = view.picked === 0 ? 0 : view.lines.length - view.picked;
      this.setData({ target: shipTarget(this.order, unpicked) });
    }
    this.setData({ sheet });
  },

  closeSheet() {
    this.setData({ sheet: '' });
  },

  async cancel(event: WechatMiniprogram.CustomEvent<{ text: string }>) {
    const { text: reason } = event.detail;
    const act = (): Promise<unknown> => call('order', { action: 'staffCancel', orderId: this.orderId, reason });
    if (!(await once(`cancel:${this.orderId}`, act, '正在取消'))) return;
    this.closeSheet();
    praise('订单已取消');
  },

  async remark(event: WechatMiniprogram.CustomEvent<{ text: string }>) {
    const { text: remark } = event.detail;
    const act = (): Promise<unknown> => call('order', { action: 'staffRemark', orderId: this.orderId, remark });
    if (!(await once(`remark:${this.orderId}`, act, '正在保存'))) return;
    this.closeSheet();
    praise('已保存');
  },

  copy(event: WechatMiniprogram.BaseEvent) {
    void wx.setClipboardData({ data: dataOf(event, 'text') }).then(() => praise('已复制'));
  },

  copyAddress() {
    if (this.data.view === null) return;
    void wx.setClipboardData({ data: addressLabel(this.data.view) }).then(() => praise('地址已复制'));
  },

  dial(event: WechatMiniprogram.BaseEvent) {
    wx.makePhoneCall({ phoneNumber: dataOf(event, 'phone'), fail: () => undefined });
  },

  toOrders() {
    void wx.switchTab({ url: '/pages/orders/index' });
  },

  retry() {
    this.setData({ phase: 'loading' });
    void this.open();
  },
});
