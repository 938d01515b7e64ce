import { readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import postcss, { type AtRule, type Root } from 'postcss';
import selectorParser from 'postcss-selector-parser';
import { BUILT_IN_TAGS } from '../tags.ts';
import { convertUnits, HOST_MARK, SCOPE_MARK } from '../units.ts';
import { CompileFault, type Project } from './project.ts';

/** The name as written, escapes kept. */
function rawName(name: selectorParser.ClassName): string {
  return name
    .toString()
    .replace(/^\s*\./, '')
    .trim();
}

const rewriteSelector = selectorParser((root) => {
  root.walkTags((tag) => {
    if (tag.value === 'page') tag.value = 'wx-page';
    else if (BUILT_IN_TAGS.has(tag.value)) tag.value = `wx-${tag.value}`;
  });
  root.walkClasses((name) => {
    // `setPropertyWithoutEscape` keeps the control character as it is: it must survive to the browser's side.
    name.setPropertyWithoutEscape('value', `${SCOPE_MARK}${rawName(name)}`);
  });
  root.walkPseudos((pseudo) => {
    if (pseudo.value === ':host')
      pseudo.replaceWith(selectorParser.attribute({ attribute: 'wx-host', operator: '=', value: HOST_MARK, quoteMark: '"', raws: {} }));
  });
});

function rewrite(root: Root, file: string, problems: string[]): void {
  root.walkRules((rule) => {
    if (rule.parent?.type === 'atrule' && /keyframes$/i.test((rule.parent as AtRule).name)) return;
    rule.selector = rewriteSelector.processSync(rule.selector);
  });
  root.walkDecls((declaration) => {
    declaration.value = convertUnits(declaration.value);
    if (/url\(\s*(?!["']?data:)/i.test(declaration.value)) {
      problems.push(`${file}:${declaration.source?.start?.line ?? 0} ${declaration.value.slice(0, 80)} — WXSS takes data URIs only`);
      declaration.value = 'none';
    }
  });
  root.walkAtRules('media', (media) => {
    media.params = media.params.replace(/(\d+(?:\.\d+)?)rpx/g, (_, count: string) => `${Number(count) / 2}px`);
  });
}

async function load(project: Project, file: string, usedBy: string, chain: readonly string[], problems: string[]): Promise<Root | null> {
  const source = await readFile(join(project.root, file), 'utf8').catch(() => null);
  if (source === null) {
    problems.push(`${usedBy}: @import ${file} is missing`);
    return null;
  }
  if (chain.includes(file)) return null;
  let root: Root;
  try {
    root = postcss.parse(source, { from: file });
  } catch (error) {
    problems.push(`${file}: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
  const imports: AtRule[] = [];
  root.walkAtRules('import', (rule) => void imports.push(rule));
  for (const rule of imports) {
    const name = /["']([^"']+)["']/.exec(rule.params)?.[1] ?? '';
    const local = name.startsWith('/') ? name.slice(1) : posix.join(posix.dirname(file), name);
    const target = project.files.has(local) ? local : posix.join('miniprogram_npm', name);
    const inner = await load(project, target, file, [...chain, file], problems);
    if (inner === null) rule.remove();
    else rule.replaceWith(inner.nodes);
  }
  return root;
}

/** Style sheet of every unit that has one, and of the app (path `app`), with scope marks still in it. */
export async function compileStyles(project: Project): Promise<ReadonlyMap<string, string>> {
  const problems: string[] = [];
  const sheets = new Map<string, string>();
  for (const path of ['app', ...project.units.map((unit) => unit.path)]) {
    const file = `${path}.wxss`;
    if (!project.files.has(file)) continue;
    const root = await load(project, file, file, [], problems);
    if (root === null) continue;
    rewrite(root, file, problems);
    sheets.set(path, root.toString());
  }
  if (problems.length > 0) throw new CompileFault(problems);
  return sheets;
}
