'use strict';
// What ran, as the engine saw it: stretches of a script's text, kept for scripts/coverage.mjs. In a function's process (the bundle loads this file when it was built for
// that) and in the tests' own.
const { Session } = require('node:inspector');
const { mkdirSync, statSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

/** Starts to watch. Everything that is loaded afterwards is counted from its first line. */
function watch() {
  const session = new Session();
  session.connect();
  const post = (method, params) => {
    let outcome;
    session.post(method, params, (error, result) => {
      if (error) throw new Error(`${method}: ${error.message}`);
      outcome = result;
    });
    return outcome;
  };
  post('Profiler.enable');
  post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  return { session, post };
}

/** Marks what ran since the last look: an inner range speaks for itself, an outer one for the rest of it. */
function mark(hit, functions) {
  const look = new Uint8Array(hit.length);
  for (const { ranges } of functions)
    for (const { startOffset, endOffset, count } of ranges) look.fill(count > 0 ? 1 : 0, startOffset, endOffset);
  let grown = false;
  for (let at = 0; at < hit.length; at += 1) {
    if (look[at] === 1 && hit[at] === 0) {
      hit[at] = 1;
      grown = true;
    }
  }
  return grown;
}

/** `[from, to, from, to, …]` of what is marked. */
function stretches(hit) {
  const found = [];
  for (let at = 0; at < hit.length; at += 1) {
    if (hit[at] !== (at === 0 ? 0 : hit[at - 1])) found.push(at);
  }
  if (hit[hit.length - 1] === 1) found.push(hit.length);
  return found;
}

/** The exports of a function's bundle, watched: what ran is written down after each call, since a process of a function ends without a word. */
exports.watchBundle = (directory, name, file) => {
  const { post } = watch();
  // Bytes are never fewer than the engine's units.
  const hit = new Uint8Array(statSync(file).size);
  const write = () => {
    const script = post('Profiler.takePreciseCoverage').result.find(({ url }) => url.endsWith(file));
    if (script === undefined) return;
    if (!mark(hit, script.functions)) return;
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, `bundle-${name}-${process.pid}.json`), JSON.stringify({ bundle: name, hit: stretches(hit) }));
  };
  return (exported) =>
    Object.fromEntries(
      Object.entries(exported).map(([key, work]) => [
        key,
        typeof work !== 'function'
          ? work
          : async (...args) => {
              try {
                return await work(...args);
              } finally {
                write();
              }
            },
      ]),
    );
};

/** In the tests' own process. Answers the work that writes down what ran of the files that `wanted` names. */
exports.watchHere = (directory, wanted) => {
  const { session, post } = watch();
  return () => {
    const scripts = new Map();
    session.on('Debugger.scriptParsed', ({ params }) => scripts.set(params.scriptId, params));
    post('Debugger.enable');
    const files = [];
    for (const { scriptId, url, functions } of post('Profiler.takePreciseCoverage').result) {
      if (!wanted(url)) continue;
      const { scriptSource: text } = post('Debugger.getScriptSource', { scriptId });
      const hit = new Uint8Array(text.length);
      mark(hit, functions);
      files.push({ url, text, hit: stretches(hit) });
    }
    post('Debugger.disable');
    session.disconnect();
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, `tests-${process.pid}-${Date.now()}.json`), JSON.stringify({ files }));
  };
};
