/** Styles of the phone around the pages. Sizes in CSS px, as WeChat draws them on a 375 px wide iPhone. */
export const frameStyles = `
html,body{margin:0;height:100%;background:#dfe3df;-webkit-text-size-adjust:100%}
body.mp-host{display:flex;align-items:center;justify-content:center;font-family:-apple-system,BlinkMacSystemFont,"PingFang SC","Noto Sans CJK SC","Noto Sans SC","Microsoft YaHei",sans-serif;font-size:16px;line-height:1.4;color:#000;overflow:hidden;-webkit-font-smoothing:antialiased;-webkit-tap-highlight-color:transparent}
.mp-phone{position:relative;width:100%;height:100%;max-width:430px;background:#fff;overflow:hidden;display:flex;flex-direction:column;contain:layout paint;user-select:none;-webkit-user-select:none}
.mp-phone *{-webkit-tap-highlight-color:transparent}
@media (min-width:500px) and (min-height:600px){.mp-phone{width:375px;height:min(812px,calc(100vh - 24px));border-radius:36px;box-shadow:0 0 0 10px #16191a,0 24px 60px rgba(0,0,0,.28)}}
.mp-top{flex:none;position:relative;z-index:2;background:var(--mp-nav-background,#fff);color:var(--mp-nav-color,#000)}
.mp-top.mp-custom{position:absolute;left:0;right:0;top:0;background:none;pointer-events:none}
.mp-status{height:var(--mp-status);display:flex;align-items:center;justify-content:space-between;padding:0 20px 0 26px;font-size:14px;font-weight:600;box-sizing:border-box}
.mp-status[hidden]{display:none}
.mp-status svg{display:block}
.mp-nav{height:44px;position:relative;display:flex;align-items:center;justify-content:center}
.mp-custom .mp-nav-title,.mp-custom .mp-back{display:none}
.mp-nav-title{font-size:17px;font-weight:600;max-width:52%;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.mp-nav-loading{width:16px;height:16px;margin-right:6px;border-radius:50%;border:2px solid currentColor;border-right-color:transparent;animation:mp-turn .8s linear infinite;opacity:.5}
.mp-nav-loading[hidden]{display:none}
@keyframes mp-turn{to{transform:rotate(360deg)}}
.mp-back{position:absolute;left:4px;top:0;height:44px;width:44px;border:0;padding:0;background:none;color:inherit;display:flex;align-items:center;justify-content:center;cursor:pointer}
.mp-back[hidden]{display:none}
.mp-capsule{position:absolute;right:7px;top:6px;width:87px;height:32px;border-radius:16px;box-sizing:border-box;border:.5px solid rgba(0,0,0,.12);background:rgba(255,255,255,.6);display:flex;align-items:center;color:#000}
.mp-white .mp-capsule{background:rgba(0,0,0,.15);border-color:rgba(255,255,255,.25);color:#fff}
.mp-capsule i{flex:1;display:flex;align-items:center;justify-content:center}
.mp-capsule i+i{border-left:.5px solid rgba(128,128,128,.3);height:18px}
.mp-stage{flex:1;min-height:0;position:relative;overflow:hidden;background:var(--mp-window-background,#fff)}
.mp-page{position:absolute;inset:0;overflow:hidden;contain:layout paint;background:var(--mp-page-background,transparent)}
.mp-page[hidden]{display:none}
@media (prefers-reduced-motion:no-preference){.mp-page.mp-entering{animation:mp-enter .2s ease-out}}
@keyframes mp-enter{from{transform:translateX(32px);opacity:0}}
wx-page{display:block;position:relative;height:100%!important;box-sizing:border-box;overflow-x:hidden;overflow-y:auto;overscroll-behavior:contain;background:#fff;scrollbar-width:none}
wx-page::-webkit-scrollbar{display:none}
wx-page>mp-root{display:contents}
.mp-pulled{transition:transform .2s ease-out}
.mp-dots{position:absolute;left:0;right:0;top:0;height:50px;display:flex;align-items:center;justify-content:center;gap:6px;opacity:0}
.mp-dots b{width:6px;height:6px;border-radius:50%;background:#8d958f;animation:mp-dot 1s infinite alternate}
.mp-dots.mp-light b{background:#fff}
.mp-dots b:nth-child(2){animation-delay:.3s}.mp-dots b:nth-child(3){animation-delay:.6s}
@keyframes mp-dot{from{opacity:.25}to{opacity:1}}
.mp-tabs{flex:none;position:relative;z-index:2;height:50px;display:flex;background:#fff;border-top:.5px solid rgba(0,0,0,.12);box-sizing:border-box}
.mp-tabs[hidden]{display:none}
.mp-tab{flex:1;border:0;padding:0;background:none;font:inherit;color:inherit;display:flex;flex-direction:column;align-items:center;justify-content:center;gap:2px;cursor:pointer;min-width:0}
.mp-tab:focus-visible,.mp-back:focus-visible{outline:2px solid #2f7d4f;outline-offset:-4px}
.mp-tab-icon{position:relative;width:27px;height:27px}
.mp-tab-icon img{width:27px;height:27px;display:block;object-fit:contain}
.mp-tab-text{font-size:10px;line-height:14px}
.mp-plain .mp-tab-icon{width:0;height:0}.mp-plain .mp-tab-text{font-size:14px;line-height:20px}
.mp-badge{position:absolute;left:100%;top:-4px;transform:translateX(-10px);min-width:16px;height:16px;padding:0 4px;box-sizing:border-box;border-radius:8px;background:#fa5151;color:#fff;font-size:10px;line-height:16px;text-align:center;white-space:nowrap}
.mp-badge.mp-dot{min-width:8px;width:8px;height:8px;padding:0;top:0;transform:translateX(-4px)}
.mp-badge[hidden]{display:none}
.mp-error{position:absolute;left:12px;right:12px;bottom:12px;max-height:60%;overflow:auto;z-index:100000;background:#b42318;color:#fff;border-radius:12px;padding:14px 40px 14px 16px;font-size:13px;line-height:1.5;box-shadow:0 8px 30px rgba(0,0,0,.35);user-select:text;-webkit-user-select:text}
.mp-error pre{margin:6px 0 0;white-space:pre-wrap;word-break:break-all;font:11px/1.5 ui-monospace,Menlo,Consolas,monospace;opacity:.9}
.mp-error button{position:absolute;right:6px;top:6px;width:32px;height:32px;border:0;background:none;color:#fff;font-size:20px;cursor:pointer}
[hidden]{display:none!important}
`;
