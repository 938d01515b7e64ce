/** What the person at the browser sees of a fault: a red sheet over the phone with the message and the program's own lines of the stack. */
export class ErrorOverlay {
  readonly #frame: HTMLElement;
  readonly #listeners = new Set<(message: string) => void>();
  readonly #reported = new WeakSet<Error>();
  #sheet: HTMLElement | null = null;

  constructor(frame: HTMLElement) {
    this.#frame = frame;
    addEventListener('error', (event) => {
      if (event.error !== undefined && event.error !== null) this.report(event.error);
    });
    addEventListener('unhandledrejection', (event) => this.#rejection(event));
  }

  onError(listener: (message: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #rejection(event: PromiseRejectionEvent): void {
    const reason: unknown = event.reason;
    if (reason instanceof Error) {
      event.preventDefault();
      this.report(reason);
      return;
    }
    // A refusal of `wx` (`{errMsg}`) that nobody caught: a fault of the page, but the page still stands.
    event.preventDefault();
    console.error('[mini-program] unhandled rejection', JSON.stringify(reason) ?? String(reason));
  }

  /** Shows an error; the same one is shown once, however many hands it passes through. */
  report(error: unknown, where = ''): void {
    if (error instanceof Error) {
      if (this.#reported.has(error)) return;
      this.#reported.add(error);
    }
    const title = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const lines = error instanceof Error ? stackLines(error.stack ?? '') : [];
    console.error(`[mini-program] ${where === '' ? '' : `${where}: `}${title}\n${lines.join('\n')}`);
    for (const listener of this.#listeners) listener(`${title}\n${lines.join('\n')}`);
    this.#show(title, where, lines);
  }

  #show(title: string, where: string, lines: readonly string[]): void {
    const sheet = document.createElement('div');
    sheet.className = 'mp-error';
    sheet.setAttribute('role', 'alert');
    sheet.dataset['testid'] = 'mp-error';
    const close = document.createElement('button');
    close.textContent = '×';
    close.setAttribute('aria-label', '关闭');
    close.addEventListener('click', () => this.clear());
    const heading = document.createElement('strong');
    heading.textContent = title;
    const body = document.createElement('pre');
    body.textContent = [where, ...lines].filter((line) => line !== '').join('\n');
    sheet.append(close, heading, body);
    this.#sheet?.remove();
    this.#sheet = sheet;
    this.#frame.append(sheet);
  }

  clear(): void {
    this.#sheet?.remove();
    this.#sheet = null;
  }
}

/** Lines of the program's own files, with the addresses cut down to paths; the host's and the framework's are left out. */
export function stackLines(stack: string): readonly string[] {
  return stack
    .split('\n')
    .slice(1)
    .filter((line) => !line.includes('/__host/') && !line.includes('miniprogram-runtime'))
    .map((line) => line.trim().replace(/https?:\/\/[^/]+/, ''))
    .slice(0, 12);
}
