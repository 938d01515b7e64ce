/** The look of WeChat's own components; sizes and colours are the client's. Tag selectors only, so that any class of a page wins. */
export const builtInStyles = `
[hidden]{display:none!important}
wx-view,wx-cover-view,wx-scroll-view,wx-swiper,wx-swiper-item,wx-button,wx-form,wx-picker-view,wx-picker-view-column,wx-navigator,wx-textarea,wx-radio-group,wx-checkbox-group,wx-slider,wx-progress,wx-rich-text,wx-root-portal,wx-picker{display:block}
wx-input{display:block}
wx-text,wx-label{display:inline}
wx-text{white-space:pre-line}
wx-text[wx-space]{white-space:pre-wrap}
wx-view,wx-text,wx-rich-text{-webkit-user-select:none;user-select:none}
[wx-selectable],[wx-selectable] *{-webkit-user-select:text;user-select:text}
wx-page-meta,wx-navigation-bar{display:none}
wx-view:focus-visible,wx-navigator:focus-visible,wx-button:focus-visible,wx-picker:focus-visible,wx-checkbox:focus-visible,wx-radio:focus-visible,wx-switch:focus-visible,wx-slider:focus-visible{outline:2px solid #07c160;outline-offset:2px}
wx-view:focus:not(:focus-visible),wx-navigator:focus:not(:focus-visible),wx-picker:focus:not(:focus-visible),wx-button:focus:not(:focus-visible),wx-checkbox:focus:not(:focus-visible),wx-radio:focus:not(:focus-visible),wx-switch:focus:not(:focus-visible),wx-slider:focus:not(:focus-visible){outline:none}
wx-navigator[wx-pressed="navigator-hover"]{background-color:rgba(0,0,0,.1);opacity:.7}

wx-image,wx-cover-image{display:inline-block;position:relative;width:320px;height:240px;overflow:hidden}
.wx-image-content{display:block;width:100%;height:100%;object-fit:fill;border:0}
.wx-image-content:not([src]),[wx-failed]>.wx-image-content{visibility:hidden}
[wx-mode="aspectFit"]>.wx-image-content{object-fit:contain}
[wx-mode="aspectFill"]>.wx-image-content{object-fit:cover}
wx-image[wx-mode="widthFix"]{height:auto!important}
[wx-mode="widthFix"]>.wx-image-content{height:auto}
wx-image[wx-mode="heightFix"]{width:auto!important}
[wx-mode="heightFix"]>.wx-image-content{width:auto}
[wx-mode="top"]>.wx-image-content,[wx-mode="bottom"]>.wx-image-content,[wx-mode="center"]>.wx-image-content,[wx-mode="left"]>.wx-image-content,[wx-mode="right"]>.wx-image-content,[wx-mode*=" "]>.wx-image-content{object-fit:none}
[wx-mode="top"]>.wx-image-content{object-position:50% 0}
[wx-mode="bottom"]>.wx-image-content{object-position:50% 100%}
[wx-mode="left"]>.wx-image-content{object-position:0 50%}
[wx-mode="right"]>.wx-image-content{object-position:100% 50%}
[wx-mode="top left"]>.wx-image-content{object-position:0 0}
[wx-mode="top right"]>.wx-image-content{object-position:100% 0}
[wx-mode="bottom left"]>.wx-image-content{object-position:0 100%}
[wx-mode="bottom right"]>.wx-image-content{object-position:100% 100%}

wx-scroll-view{position:relative;width:100%;overflow:hidden;-webkit-overflow-scrolling:touch}
wx-scroll-view[wx-scroll-x]{overflow-x:auto;overscroll-behavior-x:contain}
wx-scroll-view[wx-scroll-y]{overflow-y:auto;overscroll-behavior-y:contain}
wx-scroll-view[wx-flex]{display:flex}
wx-scroll-view{scrollbar-width:none}
wx-scroll-view::-webkit-scrollbar{display:none}
.wx-refresher{display:flex;align-items:center;justify-content:center;gap:6px;height:0;overflow:hidden;transition:height .25s ease-out}
.wx-refresher[wx-bare]>*{visibility:hidden}
.wx-refresher-dot{width:6px;height:6px;border-radius:50%;background:rgba(0,0,0,.35)}
.wx-refresher[wx-running]>.wx-refresher-dot{animation:wx-blink 1.2s infinite ease-in-out}
.wx-refresher[wx-running]>.wx-refresher-dot:nth-child(2){animation-delay:.2s}
.wx-refresher[wx-running]>.wx-refresher-dot:nth-child(3){animation-delay:.4s}

wx-swiper{position:relative;height:150px;overflow:hidden;touch-action:pan-y}
wx-swiper[wx-vertical]{touch-action:pan-x}
.wx-swiper-track{position:absolute;inset:0}
wx-swiper-item{position:absolute;top:0;left:0;width:100%;height:100%;overflow:hidden;will-change:transform}
wx-swiper-item[wx-away]{pointer-events:none}
wx-swiper img{-webkit-user-drag:none}
.wx-swiper-dots{position:absolute;left:0;right:0;bottom:10px;display:flex;justify-content:center;gap:8px;pointer-events:none}
[wx-vertical]>.wx-swiper-dots{left:auto;right:10px;top:0;bottom:0;flex-direction:column}
.wx-swiper-dot{width:8px;height:8px;border-radius:50%;transition:background-color .2s}

wx-button{position:relative;box-sizing:border-box;margin-left:auto;margin-right:auto;padding:0 14px;border-radius:5px;font-size:18px;line-height:2.55555556;text-align:center;text-decoration:none;color:#000;background-color:#f8f8f8;overflow:hidden;cursor:pointer;-webkit-tap-highlight-color:transparent;-webkit-user-select:none;user-select:none}
wx-button::after{content:" ";position:absolute;top:0;left:0;width:200%;height:200%;box-sizing:border-box;border:1px solid rgba(0,0,0,.2);border-radius:10px;transform:scale(.5);transform-origin:0 0;pointer-events:none}
wx-button[wx-type="primary"]{color:#fff;background-color:#1aad19}
wx-button[wx-type="warn"]{color:#fff;background-color:#e64340}
wx-button[wx-size="mini"]{display:inline-block;padding:0 1.32em;line-height:2.3;font-size:13px}
wx-button[wx-plain]{color:#353535;border:1px solid #353535;background-color:transparent}
wx-button[wx-plain]::after{border-width:0}
wx-button[wx-plain][wx-type="primary"]{color:#1aad19;border-color:#1aad19}
wx-button[wx-plain][wx-type="warn"]{color:#e64340;border-color:#e64340}
wx-button[wx-disabled]{color:rgba(0,0,0,.3);background-color:#f7f7f7;pointer-events:none}
wx-button[wx-disabled][wx-type="primary"]{color:rgba(255,255,255,.6);background-color:#9ed99d}
wx-button[wx-disabled][wx-type="warn"]{color:rgba(255,255,255,.6);background-color:#ec8b89}
wx-button[wx-pressed="button-hover"]{color:rgba(0,0,0,.6);background-color:#dedede}
wx-button[wx-pressed="button-hover"][wx-type="primary"]{color:rgba(255,255,255,.6);background-color:#179b16}
wx-button[wx-pressed="button-hover"][wx-type="warn"]{color:rgba(255,255,255,.6);background-color:#ce3c39}
.wx-button-loading{display:inline-block;width:1em;height:1em;margin-right:.35em;vertical-align:-.12em;border-radius:50%;border:2px solid currentColor;border-right-color:transparent;box-sizing:border-box;animation:wx-spin 1s linear infinite}

wx-input{position:relative;height:1.4em;min-height:1.4em;line-height:normal;overflow:hidden;text-overflow:clip;font-family:inherit}
wx-textarea{position:relative;width:300px;height:150px}
wx-textarea[wx-auto-height]{height:auto;min-height:1.4em}
.wx-field{display:block;box-sizing:border-box;width:100%;height:100%;min-height:inherit;margin:0;padding:0;border:0;border-radius:0;outline:0;background:transparent;font:inherit;letter-spacing:inherit;color:inherit;text-align:inherit;resize:none;caret-color:#07c160;-webkit-appearance:none;appearance:none;-webkit-user-select:text;user-select:text}
textarea.wx-field{overflow-y:auto}
.wx-field:disabled{opacity:1;-webkit-text-fill-color:currentColor}
.wx-field-placeholder{position:absolute;inset:0;overflow:hidden;white-space:nowrap;text-overflow:ellipsis;color:#808080;pointer-events:none}
wx-input>.wx-field-placeholder{display:grid;align-content:center;text-align:inherit}
wx-textarea>.wx-field-placeholder{white-space:pre-wrap}

wx-checkbox svg,wx-radio svg,wx-switch svg,wx-icon svg{pointer-events:none}
wx-checkbox,wx-radio,wx-switch{display:inline-flex;align-items:center;vertical-align:middle;cursor:pointer;-webkit-tap-highlight-color:transparent}
.wx-choice-mark{display:inline-flex;flex:none;align-items:center;justify-content:center;box-sizing:border-box;width:22px;height:22px;margin-right:5px;border:1px solid #d1d1d1;border-radius:3px;background:#fff;color:transparent;transition:background-color .15s}
wx-radio>.wx-choice-mark{border-radius:50%}
.wx-choice-mark svg{width:18px;height:18px;stroke-width:2.2}
wx-checkbox[wx-checked]>.wx-choice-mark{color:var(--wx-color,#09bb07)}

wx-radio[wx-checked]>.wx-choice-mark{border-color:transparent;background:var(--wx-color,#09bb07);color:#fff}
[wx-disabled]>.wx-choice-mark{background:#e1e1e1;border-color:#d1d1d1;color:#adadad}
wx-checkbox[wx-disabled],wx-radio[wx-disabled],wx-switch[wx-disabled]{cursor:default}
.wx-switch-track{position:relative;display:inline-block;box-sizing:border-box;width:52px;height:32px;border-radius:16px;background:#dfdfdf;transition:background-color .15s}
.wx-switch-track::after{content:"";position:absolute;top:2px;left:2px;width:28px;height:28px;border-radius:50%;background:#fff;box-shadow:0 1px 3px rgba(0,0,0,.3);transition:transform .2s cubic-bezier(.4,.4,.25,1.35)}
.wx-switch-track>svg{display:none}
[wx-checked]>.wx-switch-track{background:var(--wx-color,#04be02)}
[wx-checked]>.wx-switch-track::after{transform:translateX(20px)}
[wx-disabled]>.wx-switch-track{opacity:.6}
[wx-box]>.wx-switch-track{width:22px;height:22px;border:1px solid #d1d1d1;border-radius:3px;background:#fff;color:transparent}
[wx-box]>.wx-switch-track::after{display:none}
[wx-box]>.wx-switch-track>svg{display:block;width:20px;height:20px;stroke-width:2.2}
[wx-box][wx-checked]>.wx-switch-track{background:#fff;color:var(--wx-color,#04be02)}

wx-slider{position:relative;display:flex;align-items:center;min-height:28px;margin:10px 18px;touch-action:pan-y;cursor:pointer}
.wx-slider-track{position:relative;flex:1;height:2px;border-radius:1px}
.wx-slider-bar{height:100%;border-radius:inherit}
.wx-slider-handle{position:absolute;top:1px;border-radius:50%;box-shadow:0 0 4px rgba(0,0,0,.2)}
.wx-slider-value{min-width:40px;margin-left:18px;font-size:14px;color:#888;text-align:center}
wx-slider[aria-disabled="true"]{opacity:.6;cursor:default}
wx-progress{display:flex;align-items:center}
.wx-progress-track{flex:1;overflow:hidden}
.wx-progress-bar{width:0;height:100%}
.wx-progress-info{margin-left:15px;min-width:2em}
wx-icon{display:inline-block;vertical-align:middle}
wx-icon svg{display:block;width:100%;height:100%;stroke-width:2}
wx-icon[wx-disc] svg{background:currentColor;border-radius:50%}
wx-icon[wx-disc] svg path{stroke:#fff}
wx-rich-text img{max-width:100%}
wx-rich-text{overflow-wrap:break-word}

wx-picker{cursor:pointer}
.wx-picker-head{display:flex;flex:none;align-items:center;justify-content:space-between;height:56px;border-bottom:.5px solid rgba(0,0,0,.1);font-size:17px}
.wxo-layer .wx-picker-cancel,.wxo-layer .wx-picker-confirm{height:56px;padding:0 20px;color:rgba(0,0,0,.5)}
.wxo-layer .wx-picker-confirm{color:#07c160;font-weight:600}
.wx-picker-columns{position:relative;display:flex;height:220px}
.wx-picker-columns::before{content:"";position:absolute;left:12px;right:12px;top:88px;height:44px;border-radius:8px;background:rgba(0,0,0,.05);pointer-events:none}
.wx-wheel{position:relative;flex:1;min-width:0;height:220px;padding:88px 0;box-sizing:border-box;overflow-y:auto;scroll-snap-type:y mandatory;overscroll-behavior:contain;scrollbar-width:none;outline:none;-webkit-mask:linear-gradient(transparent,#000 40%,#000 60%,transparent);mask:linear-gradient(transparent,#000 40%,#000 60%,transparent)}
.wx-wheel::-webkit-scrollbar{display:none}
.wx-wheel:focus-visible .wx-wheel-row[aria-selected="true"]{color:#07c160}
.wx-wheel-row{height:44px;padding:0 4px;line-height:44px;text-align:center;font-size:17px;white-space:nowrap;overflow:hidden;text-overflow:ellipsis;scroll-snap-align:center;cursor:pointer}
.wx-wheel-row[aria-selected="true"]{font-weight:600}

wx-picker-view{position:relative;display:flex;overflow:hidden}
wx-picker-view-column{flex:1;min-width:0;height:100%;overflow-y:auto;scrollbar-width:none;text-align:center;overscroll-behavior:contain;-webkit-mask:linear-gradient(transparent,#000 40%,#000 60%,transparent);mask:linear-gradient(transparent,#000 40%,#000 60%,transparent)}
wx-picker-view-column::-webkit-scrollbar{display:none}
.wx-picker-view-indicator{position:absolute;box-sizing:border-box;left:0;right:0;top:50%;height:34px;transform:translateY(-50%);border-top:.5px solid rgba(0,0,0,.1);border-bottom:.5px solid rgba(0,0,0,.1);pointer-events:none}

[wx-refused]{display:flex;align-items:center;justify-content:center;min-height:44px;border:1px dashed #fa5151;color:#fa5151;font-size:13px}
[wx-refused]::before{content:attr(wx-refused) " 本机不支持"}
@keyframes wx-spin{to{transform:rotate(1turn)}}
@keyframes wx-blink{0%,100%{opacity:.3}50%{opacity:1}}
`;
