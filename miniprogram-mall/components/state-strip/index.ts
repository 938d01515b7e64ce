/** A thin strip over a live list whose connection is gone, or on a phone that is offline: what is shown may be old. */
/** What `on` and `off` take alike: the typings tell them different things. */
type NetworkListener = (change: object) => void;

const listeners = new WeakMap<object, NetworkListener>();

Component({
  options: { styleIsolation: 'isolated' },
  properties: { stale: { type: Boolean, value: false } },
  data: { offline: false },
  lifetimes: {
    attached() {
      const listener: NetworkListener = (change) => this.setData({ offline: 'isConnected' in change && change.isConnected === false });
      listeners.set(this, listener);
      wx.onNetworkStatusChange(listener);
    },
    detached() {
      const listener = listeners.get(this);
      if (listener) wx.offNetworkStatusChange(listener);
    },
  },
});
