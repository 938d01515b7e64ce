/** A coupon as a ticket. `act` when its button is tapped. */
Component({
  options: { styleIsolation: 'apply-shared' },
  properties: {
    card: { type: Object, value: {} },
  },
  methods: {
    act() {
      const card = this.data.card as { id?: string; off?: boolean };
      if (card.id !== undefined && card.off !== true) this.triggerEvent('act', { id: card.id });
    },
  },
});
