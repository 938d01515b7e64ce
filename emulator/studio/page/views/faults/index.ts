import { h } from '../../dom.ts';

export function mount(host: HTMLElement): () => void {
  host.append(h('div', { class: 'whole' }, h('h1', {}, '故障'), h('p', {}, '这个视图正在建造，很快就能用。')));
  return () => undefined;
}
