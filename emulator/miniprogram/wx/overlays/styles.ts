/** The look of WeChat's own dialogs and sheets. Sizes are WeUI's. */
export const overlayStyles = `
.wxo-layer{position:absolute;inset:0;z-index:1000;pointer-events:none;font-family:-apple-system,BlinkMacSystemFont,"PingFang SC","Noto Sans CJK SC","Noto Sans SC","Microsoft YaHei",sans-serif;font-size:17px;line-height:1.4;color:rgba(0,0,0,.9);-webkit-font-smoothing:antialiased}
.wxo-layer *{box-sizing:border-box}
.wxo-layer button{font:inherit;color:inherit;background:none;border:0;margin:0;padding:0;cursor:pointer;-webkit-tap-highlight-color:transparent}
.wxo-layer p{margin:0}
.wxo-holder{position:absolute;inset:0;display:flex;pointer-events:auto}
.wxo-holder-dialog{align-items:center;justify-content:center}
.wxo-holder-sheet{align-items:flex-end}
.wxo-mask{position:absolute;inset:0;background:rgba(0,0,0,.5);animation:wxo-fade .2s both}
.wxo-holder>:not(.wxo-mask){position:relative;outline:none}
.wxo-layer button:focus-visible{outline:2px solid #07c160;outline-offset:-3px}

.wxo-toast-holder{position:absolute;inset:0;display:flex;align-items:center;justify-content:center}
.wxo-toast-blocking{pointer-events:auto}
.wxo-toast{background:#4c4c4c;color:#fff;border-radius:12px;text-align:center;display:flex;flex-direction:column;align-items:center;justify-content:center;animation:wxo-fade .15s both}
.wxo-toast-square{width:136px;min-height:136px;padding:14px 10px}
.wxo-toast-plain{max-width:74%;padding:12px 16px}
.wxo-toast-text{font-size:17px;line-height:1.4;word-break:break-word;display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2;overflow:hidden}
.wxo-toast-plain .wxo-toast-text{font-size:14px;line-height:1.6}
.wxo-toast-icon{width:48px;height:48px;margin-bottom:12px;stroke-width:1.8}
.wxo-toast-image{width:48px;height:48px;margin-bottom:12px;object-fit:contain}
.wxo-toast-spinner{width:36px;height:36px;margin:6px 0 18px;border-radius:50%;background:conic-gradient(rgba(255,255,255,0) 0,#fff 95%);-webkit-mask:radial-gradient(farthest-side,transparent calc(100% - 4px),#000 calc(100% - 3.5px));mask:radial-gradient(farthest-side,transparent calc(100% - 4px),#000 calc(100% - 3.5px));animation:wxo-spin 1s linear infinite}

.wxo-modal{width:320px;max-width:82%;max-height:86%;display:flex;flex-direction:column;background:#fff;border-radius:12px;overflow:hidden;text-align:center;animation:wxo-pop .18s both}
.wxo-modal-body{padding:32px 24px;overflow-y:auto}
.wxo-modal-title{display:block;font-size:17px;font-weight:700;line-height:1.4;word-break:break-word}
.wxo-modal-content{margin-top:16px;font-size:17px;line-height:1.4;color:rgba(0,0,0,.5);white-space:pre-wrap;word-break:break-word}
.wxo-modal-content-alone{margin-top:0;color:rgba(0,0,0,.9)}
.wxo-modal-field{display:block;width:100%;height:96px;margin-top:16px;padding:10px 12px;border:0;border-radius:6px;background:#f5f5f5;font:inherit;font-size:16px;color:inherit;resize:none;outline:none;caret-color:#07c160}
.wxo-modal-buttons{display:flex;flex:none;border-top:.5px solid rgba(0,0,0,.1)}
.wxo-layer .wxo-modal-button{flex:1;height:56px;font-size:17px;font-weight:700;line-height:56px}
.wxo-modal-button+.wxo-modal-button{border-left:.5px solid rgba(0,0,0,.1)!important}
.wxo-modal-button:active{background:#ececec}

.wxo-sheet{width:100%;max-height:90%;display:flex;flex-direction:column;background:#fff;border-radius:12px 12px 0 0;overflow:hidden;animation:wxo-rise .22s cubic-bezier(.2,.8,.2,1) both}
.wxo-sheet-alert{padding:18px 24px;font-size:14px;color:rgba(0,0,0,.5);text-align:center;border-bottom:.5px solid rgba(0,0,0,.1)}
.wxo-layer .wxo-sheet-item{display:block;width:100%;min-height:56px;padding:12px 16px;font-size:17px;text-align:center;border-bottom:.5px solid rgba(0,0,0,.1)}
.wxo-sheet-item:active{background:#ececec}
.wxo-layer .wxo-sheet-cancel{border-top:8px solid #f7f7f7;border-bottom:0;color:rgba(0,0,0,.9)}

@keyframes wxo-fade{from{opacity:0}}
@keyframes wxo-pop{from{opacity:0;transform:scale(1.08)}}
@keyframes wxo-rise{from{transform:translateY(100%)}}
@keyframes wxo-spin{to{transform:rotate(1turn)}}
@media (prefers-reduced-motion:reduce){.wxo-layer *{animation-duration:1ms!important}.wxo-toast-spinner{animation-duration:1s!important}}
`;

/** Sheets with fields, the payment sheet and the picture preview. */
export const sheetStyles = `
.wxo-form{padding:20px 24px 24px}
.wxo-form-head{display:flex;align-items:center;gap:8px;font-size:17px}
.wxo-form-icon{width:24px;height:24px;color:#07c160;stroke-width:1.8}
.wxo-layer .wxo-form-note{margin:8px 0 16px;font-size:14px;color:rgba(0,0,0,.5)}
.wxo-field{width:100%;height:48px;padding:0 14px;border:1px solid rgba(0,0,0,.1);border-radius:8px;background:#f7f7f7;font:inherit;color:inherit;outline:none}
.wxo-field:focus{border-color:#07c160;background:#fff}
.wxo-choice{display:flex;align-items:center;justify-content:space-between;min-height:48px;font-size:16px;border-top:.5px solid rgba(0,0,0,.1)}
.wxo-choice span{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.wxo-choice input{flex:none;width:20px;height:20px;accent-color:#07c160}
.wxo-layer .wxo-primary,.wxo-layer .wxo-secondary{display:block;width:100%;height:48px;margin-top:16px;border-radius:8px;font-size:17px;font-weight:600;text-align:center}
.wxo-layer .wxo-primary{background:#07c160;color:#fff}
.wxo-layer .wxo-primary:active{background:#06ad56}
.wxo-layer .wxo-primary:disabled{background:#ededed;color:rgba(0,0,0,.3);cursor:default}
.wxo-layer .wxo-secondary{margin-top:12px;background:#f2f2f2;color:rgba(0,0,0,.9)}
.wxo-layer .wxo-secondary:active{background:#e5e5e5}
.wxo-share-card{margin-top:12px;padding:12px;border:.5px solid rgba(0,0,0,.1);border-radius:8px;font-size:15px}
.wxo-share-card img{display:block;width:100%;max-height:180px;margin-top:8px;border-radius:4px;object-fit:cover}

.wxo-pay{padding:0 24px 32px;text-align:center}
.wxo-pay-head{position:relative;display:flex;align-items:center;justify-content:center;height:56px;margin:0 -24px;font-size:17px}
.wxo-layer .wxo-pay-close{position:absolute;left:8px;top:6px;width:44px;height:44px;padding:11px;color:rgba(0,0,0,.75)}
.wxo-pay-close svg{display:block;width:22px;height:22px;stroke-width:1.6}
.wxo-layer .wxo-pay-payee{margin-top:12px;font-size:16px;color:rgba(0,0,0,.9)}
.wxo-layer .wxo-pay-amount{margin:4px 0 24px;font-size:44px;font-weight:600;line-height:1.25;letter-spacing:-.5px;font-variant-numeric:tabular-nums}
.wxo-pay-amount small{margin-right:4px;font-size:28px;font-weight:600}
.wxo-pay-row{display:flex;justify-content:space-between;gap:24px;padding:14px 0;border-top:.5px solid rgba(0,0,0,.1);font-size:15px;color:rgba(0,0,0,.5)}
.wxo-pay-row span:last-child{color:rgba(0,0,0,.9);text-align:right;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.wxo-layer .wxo-pay-problem{min-height:20px;font-size:14px;line-height:20px;color:#fa5151}
.wxo-layer .wxo-pay-submit{display:block;width:100%;height:50px;margin-top:12px;border-radius:8px;background:#07c160;color:#fff;font-size:18px;font-weight:600}
.wxo-layer .wxo-pay-submit:active{background:#06ad56}
.wxo-layer .wxo-pay-submit:disabled{opacity:.6;cursor:default}
.wxo-pay-done{display:flex;flex-direction:column;align-items:center;justify-content:center;min-height:320px;color:#07c160}
.wxo-pay-done svg{width:64px;height:64px;padding:10px;border-radius:50%;background:#07c160;color:#fff;stroke-width:2.2}
.wxo-pay-done strong{display:block;margin-top:16px;font-size:18px}
.wxo-layer .wxo-pay-done p{margin-top:8px;color:rgba(0,0,0,.9);font-size:28px;font-weight:600}

.wxo-preview{position:absolute!important;inset:0;display:flex;align-items:center;justify-content:center;background:#000}
.wxo-preview-image{max-width:100%;max-height:100%;object-fit:contain}
.wxo-preview-count{position:absolute;top:56px;left:0;right:0;text-align:center;color:#fff;font-size:15px}
.wxo-layer .wxo-preview-step{position:absolute;top:50%;width:44px;height:64px;margin-top:-32px;color:#fff;font-size:36px;text-shadow:0 0 6px rgba(0,0,0,.6)}
.wxo-preview-before{left:0}
.wxo-preview-after{right:0}
`;
