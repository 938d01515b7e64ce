/** Shortest run of digits that finds a phone number. */
const DIGITS = 4;

function runs(text: string, length: number): string[] {
  const characters = [...text];
  return characters.length < length ? [] : characters.slice(length - 1).map((_, index) => characters.slice(index, index + length).join(''));
}

function plain(text: string): string {
  return text.trim().toLowerCase();
}

/** What a customer is found by: every character and pair of his name, every run of four digits of his phone. One index over the list serves all searches. */
export function customerKeywords({ name, phone }: { readonly name: string; readonly phone?: string | undefined }): string[] {
  return [...new Set([...runs(plain(name), 1), ...runs(plain(name), 2), ...runs(phone ?? '', DIGITS)])].filter(
    (word) => word.trim() !== '',
  );
}

export interface CustomerSearch {
  /** An entry of {@link customerKeywords} that everybody wanted has: for the index. */
  readonly keyword: string;
  /** The rest of the question: this field holds this text. */
  readonly field: 'name' | 'phone';
  readonly text: string;
}

/** What to look for when a person types `text`: digits are a phone number's, anything else a name. Null when there is nothing to search by. */
export function customerSearch(text: string): CustomerSearch | null {
  const wanted = plain(text);
  if (new RegExp(`^\\d{${DIGITS},}$`).test(wanted)) return { keyword: wanted.slice(0, DIGITS), field: 'phone', text: wanted };
  const [keyword] = [...runs(wanted, 2).filter((pair) => pair.trim() === pair), ...runs(wanted, 1)];
  return keyword === undefined ? null : { keyword, field: 'name', text: wanted };
}
