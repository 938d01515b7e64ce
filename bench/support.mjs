// What the benchmarks share: an emulator of their own, customers, percentiles, CPU time.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { randomUUID } from 'node:crypto';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');

export async function startEmulator(args = []) {
  const data = mkdtempSync(join(tmpdir(), 'bench-'));
  const started = performance.now();
  const child = spawn(process.execPath, [join(ROOT, 'emulator/dist/main.js'), '--port', '0', '--data', data, ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, PORT: '' },
  });
  const origin = await new Promise((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
      const ready = /^ready (http:\S+)/m.exec(text)?.[1];
      if (ready) resolve(ready);
    });
    child.once('exit', () => reject(new Error(`the emulator ended: ${text}`)));
  });
  return {
    origin,
    data,
    pid: child.pid,
    readyMs: performance.now() - started,
    async stop({ keepData = false } = {}) {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await gone;
      if (!keepData) rmSync(data, { recursive: true, force: true });
    },
  };
}

export async function post(origin, path, body, headers = {}) {
  const response = await fetch(origin + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path} ${response.status} ${text.slice(0, 200)}`);
  return JSON.parse(text);
}

/** A mini-program user over the route that wx.cloud uses. */
export async function user(origin, openid, appid = 'wx5a1c0de000000001') {
  const { access_token: token } = await post(origin, '/__emulator/session', { openid, appid });
  const authorization = `Bearer ${token}`;
  return async (name, data) => {
    const answer = await post(origin, `/v1/functions/${name}`, data, { authorization });
    if (answer.status !== 200) throw new Error(`${name}: ${answer.status} ${answer.reason} ${answer.message}`);
    return answer.data;
  };
}

export const HOME = { name: '测试', phone: '13800138000', province: '浙江省', city: '杭州市', district: '西湖区', detail: '文三路 1 号' };
export const newRequest = () => randomUUID();

export function percentile(values, part) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}

export const ms = (value) => `${value.toFixed(value < 10 ? 1 : 0)} ms`;

/** User and system CPU seconds of a process and all below it, from /proc; null where there is none. */
export function cpuSeconds(pid) {
  try {
    const children = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
    const parents = new Map();
    const ticks = new Map();
    for (const id of children) {
      try {
        const stat = readFileSync(`/proc/${id}/stat`, 'utf8');
        const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        parents.set(id, Number(fields[1]));
        ticks.set(id, Number(fields[11]) + Number(fields[12]));
      } catch {
        // It has just ended.
      }
    }
    const family = new Set([pid]);
    for (let grew = true; grew;) {
      grew = false;
      for (const [id, parent] of parents) if (family.has(parent) && !family.has(id)) grew = family.add(id) && true;
    }
    return [...family].reduce((sum, id) => sum + (ticks.get(id) ?? 0), 0) / 100;
  } catch {
    return null;
  }
}

/** CPU time in ms that the main thread of a process has had; null where the system does not tell. */
export function threadMs(pid) {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
  } catch {
    return null;
  }
}

/** Memory in MB of a process and all below it; what they share (Node's own code) counts once (PSS), where the system tells. */
export function memoryOf(pid) {
  let total = 0;
  const parents = new Map();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // It has just ended.
    }
  }
  const family = new Set([pid]);
  for (let grew = true; grew;) {
    grew = false;
    for (const [id, parent] of parents) if (family.has(parent) && !family.has(id)) grew = family.add(id) && true;
  }
  for (const id of family) {
    try {
      total += Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
    } catch {
      // It has just ended.
    }
  }
  return { mb: total / 1024, processes: family.size };
}
