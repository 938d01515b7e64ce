/**
 * `wx.createAnimation`: steps are collected and exported in WeChat's own form; the `animation` property of a component plays them one after
 * another. What is exported is data, so it survives `setData`.
 */
export interface AnimationStep {
  readonly animates: readonly { readonly type: string; readonly args: readonly unknown[] }[];
  readonly option: {
    readonly transformOrigin: string;
    readonly transition: { readonly duration: number; readonly timingFunction: string; readonly delay: number };
  };
}

interface Timing {
  readonly duration: number;
  readonly timingFunction: string;
  readonly delay: number;
  readonly transformOrigin: string;
}

const TRANSFORMS = [
  'rotate',
  'rotateX',
  'rotateY',
  'rotateZ',
  'rotate3d',
  'scale',
  'scaleX',
  'scaleY',
  'scaleZ',
  'scale3d',
  'skew',
  'skewX',
  'skewY',
  'translate',
  'translateX',
  'translateY',
  'translateZ',
  'translate3d',
  'matrix',
  'matrix3d',
];

const STYLES: Readonly<Record<string, string>> = {
  opacity: '',
  backgroundColor: '',
  width: 'px',
  height: 'px',
  left: 'px',
  right: 'px',
  top: 'px',
  bottom: 'px',
};

function unit(value: unknown, suffix: string): string {
  return typeof value === 'number' ? `${value}${suffix}` : String(value);
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function timingOf(given: Readonly<Record<string, unknown>>, base: Timing): Timing {
  const { duration, timingFunction, delay, transformOrigin } = given;
  return {
    duration: typeof duration === 'number' ? duration : base.duration,
    timingFunction: typeof timingFunction === 'string' ? timingFunction : base.timingFunction,
    delay: typeof delay === 'number' ? delay : base.delay,
    transformOrigin: typeof transformOrigin === 'string' ? transformOrigin : base.transformOrigin,
  };
}

const DEFAULTS: Timing = { duration: 400, timingFunction: 'linear', delay: 0, transformOrigin: '50% 50% 0' };

export function createAnimation(options: unknown = {}): Readonly<Record<string, unknown>> {
  const base = timingOf(typeof options === 'object' && options !== null ? { ...options } : {}, DEFAULTS);
  let steps: AnimationStep[] = [];
  // What one step moved stays so in the next ones, unless they move it anew.
  const moved = new Map<string, AnimationStep['animates'][number]>();
  const animation: Record<string, unknown> = {
    step: (given: Readonly<Record<string, unknown>> = {}) => {
      const { transformOrigin, ...transition } = timingOf(given, base);
      steps.push({ animates: [...moved.values()], option: { transformOrigin, transition } });
      return animation;
    },
    export: () => {
      const exported = { actions: steps };
      steps = [];
      return exported;
    },
  };
  for (const type of TRANSFORMS) {
    animation[type] = (...args: unknown[]) => {
      moved.set(type, { type, args });
      return animation;
    };
  }
  for (const [name, suffix] of Object.entries(STYLES)) {
    animation[name] = (value: unknown) => {
      moved.set(name, { type: 'style', args: [kebab(name), unit(value, suffix)] });
      return animation;
    };
  }
  return animation;
}
