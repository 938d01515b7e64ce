import { onBeforeUnmount, onMounted, ref, watch, type Ref } from 'vue';

export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

function overlayOpen(): boolean {
  return document.querySelector('.ant-modal-wrap:not([style*="display: none"]), .ant-drawer-open') !== null;
}

/** Keys of a page rest while a dialog is open, while text is being composed, and beside a modifier. */
export function keysRest(event: KeyboardEvent): boolean {
  return event.isComposing || event.ctrlKey || event.metaKey || event.altKey || overlayOpen();
}

export interface ListKeyboard {
  /** The row that the keyboard is on; null before the first arrow. */
  readonly currentId: Ref<string | null>;
}

/**
 * Keys of a list page: ↑↓ along the rows, Enter opens the row; `/` belongs to the SearchBox. They rest while a dialog is open and
 * while something is being typed.
 */
export function useListKeyboard(options: { rows: () => readonly string[]; open: (id: string) => void }): ListKeyboard {
  const currentId = ref<string | null>(null);

  watch(options.rows, (rows) => {
    if (currentId.value !== null && !rows.includes(currentId.value)) currentId.value = null;
  });

  function move(step: 1 | -1): void {
    const rows = options.rows();
    if (rows.length === 0) return;
    // Enter now belongs to the row, not to the link or button that was clicked last.
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    const at = currentId.value === null ? -1 : rows.indexOf(currentId.value);
    const next = at === -1 ? (step === 1 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + step));
    currentId.value = rows[next] ?? null;
    requestAnimationFrame(() => document.querySelector('.console-table tr.is-current')?.scrollIntoView({ block: 'nearest' }));
  }

  function onKey(event: KeyboardEvent): void {
    if (keysRest(event)) return;
    if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && !isTyping(event.target)) {
      event.preventDefault();
      move(event.key === 'ArrowDown' ? 1 : -1);
    } else if (
      event.key === 'Enter' &&
      !isTyping(event.target) &&
      currentId.value !== null &&
      !(event.target instanceof HTMLButtonElement) &&
      !(event.target instanceof HTMLAnchorElement)
    ) {
      event.preventDefault();
      options.open(currentId.value);
    }
  }

  onMounted(() => window.addEventListener('keydown', onKey));
  onBeforeUnmount(() => window.removeEventListener('keydown', onKey));
  return { currentId };
}

const PRESSABLE = 'a[href], button:not(:disabled), input:not(:disabled), textarea:not(:disabled), [tabindex="0"]';

/**
 * Tab goes round inside an open drawer instead of out to the page that it covers. Dialogs over it keep the focus by themselves.
 */
export function useTabWithin(isOpen: () => boolean): void {
  function onKey(event: KeyboardEvent): void {
    if (event.key !== 'Tab' || !isOpen() || document.querySelector('.ant-modal-wrap:not([style*="display: none"])')) return;
    const box = [...document.querySelectorAll('.ant-drawer-open .ant-drawer-content')].at(-1);
    const all = [...(box?.querySelectorAll<HTMLElement>(PRESSABLE) ?? [])].filter((element) => element.offsetParent !== null);
    const edge = event.shiftKey ? all[0] : all.at(-1);
    const next = event.shiftKey ? all.at(-1) : all[0];
    if (!box || !next || (box.contains(document.activeElement) && document.activeElement !== edge)) return;
    event.preventDefault();
    next.focus();
  }

  onMounted(() => window.addEventListener('keydown', onKey));
  onBeforeUnmount(() => window.removeEventListener('keydown', onKey));
}

/**
 * Escape closes a drawer wherever the focus is (Ant Design's own only hears keys from inside it), unless a dialog lies over it:
 * that one closes first.
 */
export function useEscape(isOpen: () => boolean, close: () => void): void {
  function onKey(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || event.isComposing || event.defaultPrevented || !isOpen()) return;
    const dialog = document.querySelector('.ant-modal-wrap:not([style*="display: none"])');
    if (dialog === null) close();
  }

  onMounted(() => window.addEventListener('keydown', onKey));
  onBeforeUnmount(() => window.removeEventListener('keydown', onKey));
}
