/** A thin strip over a live list whose connection is gone: what is shown may be old. */
Component({ options: { styleIsolation: 'isolated' }, properties: { stale: { type: Boolean, value: false } } });
