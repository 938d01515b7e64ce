// Reads a source map (v3) into its points.
const DIGITS = new Map([...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].map((digit, value) => [digit, value]));

function* numbers(segment) {
  let value = 0;
  let shift = 0;
  for (const digit of segment) {
    const bits = DIGITS.get(digit);
    value += (bits & 31) * 2 ** shift;
    if (bits & 32) shift += 5;
    else {
      yield value & 1 ? -(value >>> 1) : value >>> 1;
      value = 0;
      shift = 0;
    }
  }
}

/** Every `{offset, source, line, column}`: a place in the generated text, in UTF-16 units, and where it comes from; lines and columns count from 0. */
export function* points(map, text) {
  const { mappings, sources } = map;
  let [source, line, column] = [0, 0, 0];
  let start = 0;
  for (const part of mappings.split(';')) {
    let generated = 0;
    if (part !== '') {
      for (const segment of part.split(',')) {
        const [byColumn, bySource, byLine, byOriginal] = [...numbers(segment)];
        generated += byColumn;
        if (bySource === undefined) continue;
        source += bySource;
        line += byLine;
        column += byOriginal;
        yield { offset: start + generated, source: sources[source], line, column };
      }
    }
    const end = text.indexOf('\n', start);
    if (end < 0) return;
    start = end + 1;
  }
}
