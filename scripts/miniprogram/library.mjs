import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, posix } from 'node:path';
import { BuildRefusal } from './files.mjs';
import { LIBRARY } from './units.mjs';

const require = createRequire(import.meta.url);

/** The icon face as a data URI: Vant's own sheet fetches it from a public server, which a mini-program must not depend on. */
function iconFace() {
  const icons = dirname(require.resolve('@vant/icons/package.json'));
  const uri = /data:font\/woff2;[^'")]+/.exec(readFileSync(join(icons, 'src/encode-woff2.less'), 'utf8'))?.[0];
  if (uri === undefined) throw new BuildRefusal(['@vant/icons: no WOFF2 font in src/encode-woff2.less; is the version another one?']);
  return uri;
}

function localIcons(sheet) {
  return sheet.replace(/(@font-face\{[^}]*?src:)[^;}]*/, (_, head) => `${head}url("${iconFace()}") format("woff2")`);
}

/** Files that one of the library's files refers to, as paths inside the library. */
function referencesIn(file, source) {
  const found = [];
  const add = (target) => found.push(posix.join(posix.dirname(file), target));
  if (file.endsWith('.js'))
    for (const match of source.matchAll(/require\(["'](\.[^"']+)["']\)/g)) add(match[1].endsWith('.js') ? match[1] : `${match[1]}.js`);
  if (file.endsWith('.wxs')) for (const match of source.matchAll(/require\(["'](\.[^"']+)["']\)/g)) add(match[1]);
  if (file.endsWith('.wxss')) for (const match of source.matchAll(/@import\s+["']([^"']+)["']/g)) add(match[1]);
  if (file.endsWith('.wxml')) {
    for (const match of source.matchAll(/<(import|include|wxs)\b[^>]*?\bsrc\s*=\s*["']([^"']+)["']/g)) {
      const named = match[1] === 'wxs' || match[2].endsWith('.wxml') ? match[2] : `${match[2]}.wxml`;
      if (named.startsWith('/')) found.push(posix.normalize(named.slice(1)));
      else add(named);
    }
  }
  if (file.endsWith('.json')) {
    for (const name of Object.values(JSON.parse(source).usingComponents ?? {})) {
      for (const suffix of ['.json', '.js', '.wxml', '.wxss']) add(name + suffix);
    }
  }
  return found;
}

/**
 * The library's files that the given components and modules need, and no others: walks components, scripts, styles and templates.
 * @param {Iterable<{ name: string, usedBy: string, module?: boolean }>} wanted `@vant/weapp/button/index`
 * @returns {Map<string, string>} path below miniprogram_npm → content
 */
export function collectLibrary(wanted) {
  const root = join(dirname(require.resolve(`${LIBRARY}/package.json`)), 'lib');
  const problems = [];
  const files = new Map();
  const take = (file, optional, usedBy) => {
    if (files.has(file)) return;
    const path = join(root, file);
    if (!existsSync(path)) {
      if (!optional) problems.push(`${usedBy}: ${LIBRARY}/${file} does not exist in the installed version`);
      return;
    }
    let source = readFileSync(path, 'utf8');
    if (file === 'icon/index.wxss') source = localIcons(source);
    files.set(file, source);
    for (const next of referencesIn(file, source)) take(next, next.endsWith('.wxss'), `${LIBRARY}/${file}`);
  };
  for (const { name, usedBy, module } of wanted) {
    const inside = name.slice(LIBRARY.length + 1);
    if (module === true) {
      take(inside.endsWith('.js') ? inside : `${inside}.js`, false, usedBy);
      continue;
    }
    for (const suffix of ['.json', '.js', '.wxml', '.wxss']) take(inside + suffix, suffix === '.wxss', usedBy);
  }
  if (problems.length > 0) throw new BuildRefusal(problems);
  return new Map([...files].map(([file, source]) => [`miniprogram_npm/${LIBRARY}/${file}`, source]));
}
