/**
 * `wx.createAnimation`: steps are collected and exported; the `animation` property of a component plays them one after another. What is
 * exported is data, so it survives `setData`.
 */
export interface AnimationStep {
  readonly styles: Readonly<Record<string, string>>;
  readonly transform: string;
  readonly duration: number;
  readonly timingFunction: string;
  readonly delay: number;
  readonly transformOrigin: string;
}

interface Timing {
  readonly duration: number;
  readonly timingFunction: string;
  readonly delay: number;
  readonly transformOrigin: string;
}

const TRANSFORMS: Readonly<Record<string, string>> = {
  rotate: 'deg',
  rotateX: 'deg',
  rotateY: 'deg',
  rotateZ: 'deg',
  rotate3d: 'deg',
  scale: '',
  scaleX: '',
  scaleY: '',
  scaleZ: '',
  scale3d: '',
  skew: 'deg',
  skewX: 'deg',
  skewY: 'deg',
  translate: 'px',
  translateX: 'px',
  translateY: 'px',
  translateZ: 'px',
  translate3d: 'px',
  matrix: '',
  matrix3d: '',
};

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
  let styles: Record<string, string> = {};
  let transforms = new Map<string, string>();
  const animation: Record<string, unknown> = {
    step: (given: Readonly<Record<string, unknown>> = {}) => {
      steps.push({ ...timingOf(given, base), styles: { ...styles }, transform: [...transforms.values()].join(' ') });
      // A step keeps what earlier steps moved, unless it moves it anew.
      transforms = new Map(transforms);
      styles = {};
      return animation;
    },
    export: () => {
      const exported = { actions: steps };
      steps = [];
      return exported;
    },
  };
  for (const [name, suffix] of Object.entries(TRANSFORMS)) {
    animation[name] = (...values: unknown[]) => {
      const shown = values.map((value, index) => unit(value, name === 'rotate3d' && index < 3 ? '' : suffix));
      transforms.set(name, `${name}(${shown.join(', ')})`);
      return animation;
    };
  }
  for (const [name, suffix] of Object.entries(STYLES)) {
    animation[name] = (value: unknown) => {
      styles[kebab(name)] = unit(value, suffix);
      return animation;
    };
  }
  return animation;
}

function isStep(value: unknown): value is AnimationStep {
  return typeof value === 'object' && value !== null && 'transform' in value && 'styles' in value && 'duration' in value;
}

/** Plays an exported animation on an element. A newer one takes over where the older stands. Returns how to stop. */
export function playAnimation(element: HTMLElement, exported: unknown): () => void {
  const actions: unknown = typeof exported === 'object' && exported !== null && 'actions' in exported ? exported.actions : undefined;
  const steps = Array.isArray(actions) ? actions.filter(isStep) : [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const play = (index: number): void => {
    const step = steps[index];
    if (step === undefined) return;
    const properties = ['transform', ...Object.keys(step.styles)];
    element.style.transition = properties.map((name) => `${name} ${step.duration}ms ${step.timingFunction} ${step.delay}ms`).join(', ');
    element.style.transformOrigin = step.transformOrigin;
    if (step.transform !== '') element.style.transform = step.transform;
    for (const [name, value] of Object.entries(step.styles)) element.style.setProperty(name, value);
    timer = setTimeout(() => play(index + 1), step.duration + step.delay);
  };
  play(0);
  return () => clearTimeout(timer);
}
