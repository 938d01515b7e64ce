import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import postcss from 'postcss';
import selectorParser from 'postcss-selector-parser';
import { TmplGroup } from 'glass-easel-template-compiler';
import { LIBRARY } from './units.mjs';

const BUILT_IN = new Set(
  (
    'view text image scroll-view swiper swiper-item input textarea button form picker picker-view picker-view-column navigator radio ' +
    'radio-group checkbox checkbox-group switch slider label icon progress rich-text cover-view cover-image canvas video web-view ' +
    'page-meta navigation-bar movable-area movable-view root-portal page-container match-media block template import include wxs slot'
  ).split(' '),
);

/** Every tag with its line; comments, scripts, expressions and attribute values are skipped. @param {string} source @returns {{tag: string, line: number}[]} */
function tagsOf(source) {
  const blank = (text) => text.replace(/[^\n]/g, ' ');
  const bare = source
    .replace(/<!--[\s\S]*?-->/g, blank)
    .replace(/(<wxs\b[^>]*[^/]>)([\s\S]*?)(<\/wxs>)/g, (_, open, body, close) => open + blank(body) + close)
    .replace(/\{\{[\s\S]*?\}\}/g, blank)
    .replace(/"[^"]*"|'[^']*'/g, blank);
  const found = [];
  for (const match of bare.matchAll(/<([A-Za-z][\w.-]*)/g)) {
    found.push({ tag: match[1], line: bare.slice(0, match.index).split('\n').length });
  }
  return found;
}

/** Files a template pulls in by `src`. @param {string} source @returns {{tag: string, src: string}[]} */
function referencesOf(source) {
  const clean = source.replace(/<!--[\s\S]*?-->/g, '');
  return [...clean.matchAll(/<(import|include|wxs)\b[^>]*?\bsrc\s*=\s*["']([^"']+)["']/g)].map((match) => ({
    tag: match[1],
    src: match[2],
  }));
}

/** Where `src` in `file` points. @param {string} src @param {string} file */
function resolveFile(src, file) {
  return src.startsWith('/') ? posix.normalize(src.slice(1)) : posix.join(posix.dirname(file), src);
}

function checkTemplate(program, unit, problems, extra) {
  const pending = [`${unit.path}.wxml`];
  const group = new TmplGroup();
  for (const file of pending) {
    const source = readFileSync(join(program.root, file), 'utf8');
    for (const found of group.addTmpl(file.slice(0, -'.wxml'.length), source)) {
      // WeChat refuses a tag left open; the compiler only warns.
      if (!found.isError && !/end tag/.test(found.message)) continue;
      problems.push(`${file}:${found.startLine + 1}:${found.startColumn + 1} ${found.message}`);
    }
    for (const { tag, line } of tagsOf(source)) {
      if (BUILT_IN.has(tag) || unit.using[tag] !== undefined || unit.config.componentGenerics?.[tag] !== undefined) continue;
      problems.push(`${file}:${line} <${tag}> is neither WeChat's nor in usingComponents of ${unit.path}.json`);
    }
    for (const { src, tag } of referencesOf(source)) {
      const target = resolveFile(src, file);
      const named = tag === 'wxs' || target.endsWith('.wxml') ? target : `${target}.wxml`;
      if (!existsSync(join(program.root, named))) problems.push(`${file}: ${tag} src="${src}" does not exist`);
      else if (tag === 'wxs') extra.add(named);
      else if (!pending.includes(named)) {
        pending.push(named);
        extra.add(named);
      }
    }
  }
}

function checkStyles(program, file, problems, extra) {
  const source = readFileSync(join(program.root, file), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
  for (const match of source.matchAll(/url\(\s*["']?(?!data:|["'])([^"')]+)/g)) {
    problems.push(`${file}: url(${match[1]}) — WXSS takes no file or address, only a data URI; use <image>`);
  }
  for (const match of source.matchAll(/@import\s+["']([^"']+)["']/g)) {
    const target = resolveFile(match[1], file);
    if (target.includes(LIBRARY)) continue;
    if (!existsSync(join(program.root, target))) problems.push(`${file}: @import "${match[1]}" does not exist`);
    else if (!extra.has(target)) {
      extra.add(target);
      checkStyles(program, target, problems, extra);
    }
  }
}

/** In a component WeChat heeds class selectors only; a tag, an id or an attribute would style in the tool and not on a phone. */
function componentStyleWarnings(program, unit) {
  const file = `${unit.path}.wxss`;
  if (unit.kind !== 'component' || !existsSync(join(program.root, file))) return [];
  const warnings = [];
  postcss.parse(readFileSync(join(program.root, file), 'utf8'), { from: file }).walkRules((rule) => {
    if (rule.parent?.type === 'atrule' && /keyframes$/.test(rule.parent.name)) return;
    selectorParser((selectors) => {
      selectors.walk((node) => {
        if (['tag', 'id', 'attribute'].includes(node.type)) {
          warnings.push(`${file}:${rule.source?.start?.line ?? 0} "${rule.selector}": a component's styles may select by class only`);
        }
      });
    }).processSync(rule.selector);
  });
  return [...new Set(warnings)];
}

/**
 * Looks for what WeChat's tool would refuse (or what would silently not show): template faults, unknown tags, missing imports, local
 * `url()`. Tells which further files (imported templates, scripts, styles) belong to the mini-program.
 * @param {import('./units.mjs').Program} program
 * @returns {{ problems: string[], warnings: string[], extra: string[] }}
 */
export function checkProgram(program) {
  const problems = [];
  const extra = new Set();
  const used = new Set(program.units.map((unit) => unit.path));
  for (const unit of program.units) {
    checkTemplate(program, unit, problems, extra);
    if (existsSync(join(program.root, `${unit.path}.wxss`))) checkStyles(program, `${unit.path}.wxss`, problems, extra);
  }
  if (existsSync(join(program.root, 'app.wxss'))) checkStyles(program, 'app.wxss', problems, extra);
  const warnings = program.files
    .filter((file) => file.startsWith('components/') && file.endsWith('.wxml') && !used.has(file.slice(0, -5)) && !extra.has(file))
    .map((file) => `${file} is used by no page; it is left out`);
  return {
    problems,
    warnings: [...warnings, ...program.units.flatMap((unit) => componentStyleWarnings(program, unit))],
    extra: [...extra],
  };
}
