/** The tags that are components of WeChat itself. Everything else in a template must be named by `usingComponents`. */
export const BUILT_IN_TAGS: ReadonlySet<string> = new Set([
  'view', 'text', 'image', 'scroll-view', 'swiper', 'swiper-item', 'input', 'textarea', 'button', 'form', 'picker', 'picker-view',
  'picker-view-column', 'navigator', 'radio', 'radio-group', 'checkbox', 'checkbox-group', 'switch', 'slider', 'label', 'icon', 'progress',
  'rich-text', 'cover-view', 'cover-image', 'canvas', 'video', 'web-view', 'page-meta', 'navigation-bar', 'movable-area', 'movable-view',
  'root-portal', 'page-container', 'match-media',
]);

/** Tags of templates that never become a node. */
export const SYNTAX_TAGS: ReadonlySet<string> = new Set(['block', 'template', 'import', 'include', 'wxs', 'slot']);
