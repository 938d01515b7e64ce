import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TmplGroup } from 'glass-easel-template-compiler';
import { CompileFault, isObject, textsOf, type Project } from './project.ts';
import { rewriteWxs, WXS_GLOBALS } from './wxs.ts';

function diagnosticsOf(found: unknown, file: string): readonly string[] {
  if (!Array.isArray(found)) return [];
  return found
    .filter(isObject)
    .flatMap((one) =>
      one['isError'] === true
        ? [`${file}:${Number(one['startLine']) + 1}:${Number(one['startColumn']) + 1} ${String(one['message'])}`]
        : [],
    );
}

function withoutSuffix(path: string, suffix: string): string {
  const plain = path.startsWith('/') ? path.slice(1) : path;
  return plain.endsWith(suffix) ? plain.slice(0, -suffix.length) : plain;
}

class TemplateSet {
  readonly group = new TmplGroup();
  readonly problems: string[] = [];
  readonly #root: string;
  readonly #seen = new Set<string>();

  constructor(root: string) {
    this.#root = root;
  }

  async template(path: string, usedBy: string): Promise<void> {
    const file = `${path}.wxml`;
    if (this.#seen.has(file)) return;
    this.#seen.add(file);
    const source = await readFile(join(this.#root, file), 'utf8').catch(() => null);
    if (source === null) {
      this.problems.push(`${usedBy}: ${file} is missing`);
      return;
    }
    this.problems.push(...diagnosticsOf(this.group.addTmpl(path, source), file));
    for (const name of textsOf(this.group.getInlineScriptModuleNames(path))) {
      const script = this.group.getInlineScript(path, name);
      this.#rewrite(script, `${file} <wxs module="${name}">`, (text) => this.group.setInlineScript(path, name, text));
    }
    for (const target of textsOf(this.group.getDirectDependencies(path))) await this.template(withoutSuffix(target, '.wxml'), file);
    for (const target of textsOf(this.group.getScriptDependencies(path))) await this.script(withoutSuffix(target, '.wxs'), file);
  }

  async script(path: string, usedBy: string): Promise<void> {
    const file = `${path}.wxs`;
    if (this.#seen.has(file)) return;
    this.#seen.add(file);
    const source = await readFile(join(this.#root, file), 'utf8').catch(() => null);
    if (source === null) {
      this.problems.push(`${usedBy}: ${file} is missing`);
      return;
    }
    this.#rewrite(source, file, (text) => this.group.addScript(path, text));
    for (const match of source.matchAll(/require\(\s*["']([^"']+)["']\s*\)/g)) {
      const named = match[1] ?? '';
      const target = named.startsWith('/') ? named.slice(1) : new URL(named, `file:///${file}`).pathname.slice(1);
      await this.script(withoutSuffix(target, '.wxs'), file);
    }
  }

  #rewrite(source: string, file: string, accept: (text: string) => void): void {
    try {
      accept(rewriteWxs(source, file));
    } catch (error) {
      this.problems.push(error instanceof Error ? error.message : String(error));
    }
  }
}

/** Text of a JavaScript expression: `{path: compiled template}` of every unit. */
export async function compileTemplates(project: Project): Promise<string> {
  const set = new TemplateSet(project.root);
  for (const unit of project.units) await set.template(unit.path, 'app.json');
  if (set.problems.length > 0) throw new CompileFault(set.problems);
  set.group.setExtraRuntimeScript(`${WXS_GLOBALS};Q.C=(caller,event,handler,path)=>__mpListen(caller,event,handler,path);`);
  const text = set.group.getTmplGenObjectGroups();
  set.group.free();
  return text;
}
