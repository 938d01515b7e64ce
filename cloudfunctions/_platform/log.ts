/** One JSON line per event. Never a name, phone, address, openid or token: ids of documents are enough to find them. */
type Level = 'info' | 'warn' | 'error';

function write(level: Level, event: string, fields: Readonly<Record<string, unknown>>): void {
  const line = JSON.stringify({ level, event, ...fields });
  if (level === 'error') console.error(line);
  else if (level === 'warn') console.warn(line);
  else console.log(line);
}

export const log = {
  info: (event: string, fields: Readonly<Record<string, unknown>> = {}): void => write('info', event, fields),
  warn: (event: string, fields: Readonly<Record<string, unknown>> = {}): void => write('warn', event, fields),
  /** For faults: something that a person must look at. */
  error: (event: string, error: unknown, fields: Readonly<Record<string, unknown>> = {}): void =>
    write('error', event, { ...fields, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
};
