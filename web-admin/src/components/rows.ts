/** The key of a row that is a document. */
export const idOf = (row: { _id: string }): string => row._id;

/** The marks of a row: where the keyboard is or what stands open beside the list, and what has just come in. */
export function rowMarks(id: string, at: { here?: readonly (string | null)[]; fresh?: ReadonlySet<string> }): string {
  return [at.here?.includes(id) ? 'is-current' : '', at.fresh?.has(id) ? 'is-fresh' : ''].filter(Boolean).join(' ');
}
