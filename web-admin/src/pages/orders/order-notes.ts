import type { OrderDocument, OrderNoteDocument } from '@shop/shared/database/documents.ts';
import { cloud } from '../../platform/cloudbase.ts';

/** What one condition may list. */
const PORTION = 100;

/** What staff have noted about these orders, by order. Throws when the database does not answer. */
export async function notesOf(orders: readonly OrderDocument[]): Promise<ReadonlyMap<string, string>> {
  const ids = orders.filter(({ noted }) => noted === true).map(({ _id }) => _id);
  const notes = new Map<string, string>();
  if (ids.length === 0) return notes;
  const { database, command } = await cloud();
  for (let from = 0; from < ids.length; from += PORTION) {
    const portion = ids.slice(from, from + PORTION);
    const { data } = await database
      .collection('orderNotes')
      .where({ _id: command.in(portion) })
      .limit(PORTION)
      .get();
    for (const { _id, remark } of data as readonly OrderNoteDocument[]) notes.set(_id, remark);
  }
  return notes;
}
