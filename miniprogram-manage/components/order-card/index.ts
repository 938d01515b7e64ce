/** One order in the list: who, where, what to pick, how long it has waited. Tells `open` and `ship` with the order's id. */
Component({
  options: { styleIsolation: 'isolated' },
  properties: {
    /** `OrderCard` of models/order. */
    card: { type: Object, value: { id: '', lines: [] } },
    canShip: { type: Boolean, value: false },
  },
  methods: {
    open() {
      this.triggerEvent('open', { id: this.data.card.id });
    },
    ship() {
      this.triggerEvent('ship', { id: this.data.card.id });
    },
  },
});
