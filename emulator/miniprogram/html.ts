import type { HostSettings } from './runtime/program.ts';

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[character] ?? character);
}

/** The page a mini-program runs in. */
export function programPage(settings: HostSettings, versions: { readonly program: string; readonly runtime: string }): string {
  const json = JSON.stringify(settings).replaceAll('<', '\\u003c');
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1,maximum-scale=1,viewport-fit=cover">
<title>${escape(settings.title)}</title><link rel="icon" href="data:,"></head>
<body><script>globalThis.process={env:{NODE_ENV:"production"}};globalThis.__mpSettings=${json}</script><script src="${settings.base}/__host/program.js?v=${versions.program}"></script><script src="${settings.base}/__host/runtime.js?v=${versions.runtime}"></script></body></html>
`;
}

/** Shown in place of a mini-program that cannot run: not built, or its files are at fault. Looks again by itself when they change. */
export function faultPage(settings: HostSettings, heading: string, problems: readonly string[]): string {
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escape(settings.title)}</title>
<style>body{margin:0;padding:32px 24px;font:15px/1.7 -apple-system,"PingFang SC","Noto Sans CJK SC",sans-serif;color:#1f2a24;background:#f6f7f4}h1{font-size:18px}li{font:13px/1.7 ui-monospace,Menlo,monospace;word-break:break-all}p{color:#5f6b64}</style></head>
<body data-testid="mp-fault"><h1>${escape(heading)}</h1><ul>${problems.map((one) => `<li>${escape(one)}</li>`).join('')}</ul><p>文件改好后，本页会自己刷新。</p>
<script>new EventSource(${JSON.stringify(`${settings.base}/__host/events`)}).addEventListener('changed',()=>location.reload())</script></body></html>
`;
}
