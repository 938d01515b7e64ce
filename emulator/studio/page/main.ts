import { createBar } from './bar.ts';
import { announcer, h } from './dom.ts';
import { Feed } from './feed.ts';
import { createHeader } from './header.ts';
import { NARROW, phoneScale, phoneShare } from './layout.ts';
import { People } from './people.ts';
import { createPhone } from './phone.ts';
import { isReady, loadProject, siteOf, type StudioProject } from './project.ts';
import { createSite } from './site.ts';
import { createTabs } from './tabs.ts';
import { createFaultBanner } from './views/faults/banner.ts';
import { createViews } from './views/index.ts';

const ASK_AGAIN_MS = 500;

function build(root: HTMLElement, project: StudioProject, sitePath: string | null): void {
  const told = announcer();
  const names = new Map<string, string>();
  const people = new Map(project.miniprograms.map(({ name }) => [name, new People(name, project.identities)]));
  const gatherNames = (): void => {
    for (const { openid, name } of [...people.values()].flatMap(({ all }) => all)) names.set(openid, name);
  };
  for (const { openid, name } of project.identities) names.set(openid, name);
  gatherNames();

  const phones = project.miniprograms.flatMap((program) => {
    const own = people.get(program.name);
    return own === undefined ? [] : [createPhone(program, own, gatherNames)];
  });
  const stage = h('main', { class: 'stage' });
  const site = createSite(sitePath, (large) => stage.classList.toggle('has-large', large));
  const shop = h('div', { class: 'shop' });
  const views = createViews(shop);
  const header = createHeader(project, views.nav, told.say);
  const feed = new Feed(names, header.connected);
  const bar = createBar(told.say);
  const row = h('div', { class: 'phones' }, ...phones.map(({ element }) => element));
  stage.append(row, h('div', { class: 'side' }, site.element, feed.element));

  function fit(): void {
    const narrow = matchMedia(NARROW).matches;
    const phoneBar = 44;
    const room = { width: stage.clientWidth - 32, height: stage.clientHeight - 24 - phoneBar };
    const scale = narrow ? phoneScale(room, 1, 1) : phoneScale(room, phones.length, phoneShare(phones.length));
    for (const phone of phones) phone.scale(scale);
  }
  const tabs = createTabs([...phones, site, feed], fit);
  document.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape' && stage.classList.contains('has-large')) site.enlarge(false);
  });
  document.title = `${project.title} · CloudBase 本机工作台`;
  shop.append(...(header.guide === null ? [] : [header.guide]), tabs, stage, bar.element);
  root.replaceChildren(header.element, createFaultBanner(told.say), views.element, told.element);
  fit();
  new ResizeObserver(fit).observe(stage);
  for (const panel of [...phones, site, feed, bar]) panel.start();
}

function showProblem(root: HTMLElement, error: unknown): void {
  const retry = h('button', { type: 'button', class: 'primary', on: { click: () => void start(root) } }, '重试');
  const said = error instanceof Error ? error.message : String(error);
  root.replaceChildren(
    h('div', { class: 'whole', role: 'alert' }, h('h1', {}, '打不开工作台'), h('p', {}, `模拟器没有回答：${said}`), retry),
  );
}

/** A project whose first data is still being written would show errors in every frame: it is waited for. */
async function start(root: HTMLElement): Promise<void> {
  try {
    if (!(await isReady())) {
      root.replaceChildren(
        h('div', { class: 'whole', role: 'status' }, h('i', { class: 'turning' }), h('p', {}, '正在准备数据，马上就好…')),
      );
      while (!(await isReady())) await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
    }
    const project = await loadProject();
    build(root, project, await siteOf(project));
  } catch (error) {
    showProblem(root, error);
  }
}

const root = document.getElementById('studio');
if (root !== null) void start(root);
