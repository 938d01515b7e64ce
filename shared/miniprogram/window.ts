/**
 * What lies below a live window after it changed. A document that new ones pushed out of a full window joins the older ones; one that left
 * the list (it was shipped, say) does not, and one that the window took back is no longer below it.
 */
export function mergeWindow<Document extends { readonly _id: string }>(
  before: readonly Document[],
  older: readonly Document[],
  window: readonly Document[],
  size: number,
  at: (document: Document) => number,
): Document[] {
  const last = window[window.length - 1];
  const full = window.length === size && last !== undefined;
  const pushed = full ? before.filter((document) => at(document) < at(last)) : [];
  const inside = new Set(window.map((document) => document._id));
  const seen = new Set<string>();
  return [...pushed, ...older].filter((document) => !inside.has(document._id) && !seen.has(document._id) && seen.add(document._id));
}
