import type { ActiveFault } from '../../../../faults/orders.ts';
import { announcer, h, icon } from '../../dom.ts';
import { end, onFaults, order, refresh, type FaultState } from './book.ts';
import { formsFor, type FaultForm, type Field } from './forms.ts';
import { faultText } from './text.ts';

function control(field: Field): HTMLInputElement | HTMLSelectElement {
  const label = `${field.before}${field.after}` || field.name;
  if (field.type === 'choice')
    return h(
      'select',
      { class: 'field', name: field.name, 'aria-label': label },
      ...field.choices.map(([value, text]) => h('option', { value }, text)),
    );
  const { least, most, value } = field;
  return h('input', {
    class: 'field number',
    type: 'number',
    name: field.name,
    min: least,
    max: most,
    value,
    required: true,
    step: 1,
    'aria-label': label,
  });
}

function bodyOf(form: FaultForm, controls: ReadonlyMap<string, HTMLInputElement | HTMLSelectElement>): Record<string, unknown> {
  const entries = form.fields.map(({ name, type }) => {
    const value = controls.get(name)?.value ?? '';
    if (type === 'choice') return [name, value] as const;
    return [name, name === 'share' ? Number(value) / 100 : Number(value)] as const;
  });
  return { kind: form.kind, ...Object.fromEntries(entries) };
}

/** Faults to order, and those that are active. */
export function mount(host: HTMLElement): () => void {
  const told = announcer();
  const forms = h('div', { class: 'fault-forms' });
  const active = h('ul', { class: 'faults', 'data-testid': 'faults' });
  const none = h(
    'div',
    { class: 'list-state' },
    icon('done', 28),
    h('p', {}, '一切正常，没有故障'),
    h('small', {}, '从左边开始一项；重启模拟器后故障不会留下'),
  );
  const all = h(
    'button',
    { type: 'button', class: 'text-button', hidden: true, on: { click: () => void act(end(), '故障已全部结束') } },
    '全部结束',
  );
  let drawn = '';

  async function act(work: Promise<void>, done: string): Promise<boolean> {
    try {
      await work;
      told.say(done);
      return true;
    } catch (error) {
      told.say(`没有成功：${error instanceof Error ? error.message : String(error)}`);
      return false;
    }
  }

  function card(form: FaultForm): HTMLElement {
    const controls = new Map(form.fields.map((field) => [field.name, control(field)] as const));
    const result = h('span', { class: 'fault-result', role: 'status' });
    const send = async (): Promise<void> => {
      result.textContent = '';
      const ok = await act(order(bodyOf(form, controls)), `${form.title}：已${form.button}`);
      result.textContent = ok ? (form.kind === 'drop-sockets' ? '已断开' : '已开始') : '没有成功，看看填的数';
      result.dataset['tone'] = ok ? 'good' : 'bad';
    };
    return h(
      'form',
      {
        class: 'card fault-card',
        'data-kind': form.kind,
        on: {
          submit: (event) => {
            event.preventDefault();
            void send();
          },
        },
      },
      h('h3', {}, icon(form.drawing, 16), form.title),
      h('p', {}, form.about),
      h(
        'div',
        { class: 'fault-fields' },
        ...form.fields.map((field) => h('label', {}, field.before, controls.get(field.name) ?? '', field.after)),
        result,
        h('button', { type: 'submit', class: 'text-button start' }, form.button),
      ),
    );
  }

  function row(fault: ActiveFault, now: number): HTMLElement {
    return h(
      'li',
      {},
      h('span', {}, faultText(fault, now)),
      h(
        'button',
        { type: 'button', class: 'text-button', 'data-id': fault.id, on: { click: () => void act(end(fault.id), '已结束') } },
        '结束',
      ),
    );
  }

  function draw(state: FaultState): void {
    const offered = state.functions.join();
    if (offered !== drawn) {
      drawn = offered;
      forms.replaceChildren(...formsFor(state).map(card));
    }
    const focused =
      document.activeElement instanceof HTMLElement && active.contains(document.activeElement)
        ? document.activeElement.dataset['id']
        : undefined;
    active.replaceChildren(...state.faults.map((fault) => row(fault, state.now)));
    if (focused !== undefined) active.querySelector<HTMLElement>(`[data-id="${focused}"]`)?.focus();
    none.hidden = state.faults.length > 0;
    all.hidden = state.faults.length < 2;
  }

  function problem(error: unknown): void {
    const retry = h('button', { type: 'button', class: 'text-button', on: { click: () => void refresh().catch(problem) } }, '重试');
    drawn = '';
    forms.replaceChildren(
      h('div', { class: 'list-state' }, icon('warning', 28), h('p', {}, error instanceof Error ? error.message : String(error)), retry),
    );
  }

  host.append(
    h('div', { class: 'tool-bar' }, h('h2', {}, '故障'), h('p', {}, '让云端可能出的毛病现在就出，看各端与云函数怎么应对。')),
    h(
      'div',
      { class: 'fault-columns' },
      forms,
      h(
        'section',
        { class: 'card fault-active', 'aria-label': '进行中' },
        h('header', {}, h('h3', {}, '进行中'), h('span', { class: 'spring' }), all),
        active,
        none,
      ),
    ),
    told.element,
  );
  const stop = onFaults(draw);
  refresh().catch(problem);
  return stop;
}
