/** A thin strip over a live list whose connection is gone, or on a phone that is offline: what is shown may be old. */
type NetworkListener = WechatMiniprogram.OnNetworkStatusChangeCallback;

const listeners = new WeakMap<object, NetworkListener>();

Component({
  options: { styleIsolation: 'isolated' },
  properties: { stale: { type: Boolean, value: false } },
  data: { offline: false },
  lifetimes: {
    attached() {
      const listener: NetworkListener = ({ isConnected }) => this.setData({ offline: !isConnected });
      listeners.set(this, listener);
      wx.onNetworkStatusChange(listener);
    },
    detached() {
      const listener = listeners.get(this);
      // The typings describe the callback of `off` wrongly: it is the very function that `on` took.
      if (listener) wx.offNetworkStatusChange(listener as unknown as WechatMiniprogram.OffNetworkStatusChangeCallback);
    },
  },
});
