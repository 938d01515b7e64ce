/** `rpx`, `vw`, `vh` become lengths of the phone's screen; `url(...)` is left as it is: a data URI may hold anything. */
export function convertUnits(value: string): string {
  if (!/(?:rpx|vw|vh)/i.test(value)) return value;
  return value
    .split(/(url\((?:"[^"]*"|'[^']*'|[^)]*)\))/i)
    .map((part, index) =>
      index % 2 === 1
        ? part
        : part.replace(
            /(?<![\w#.-])(-?(?:\d+\.?\d*|\.\d+))(rpx|vw|vh)\b/gi,
            (_, count: string, unit: string) => `calc(${count} * var(--mp-${unit.toLowerCase()}))`,
          ),
    )
    .join('');
}

/** Stands before every class name of a compiled sheet: the browser puts the style scope's prefix in its place (`s3--`), or nothing. */
export const SCOPE_MARK = '\u0001';
/** Stands for the scope's name in `:host`. */
export const HOST_MARK = '\u0002';
