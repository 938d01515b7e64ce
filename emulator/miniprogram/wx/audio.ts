import type { Options } from './call.ts';

/** Events of `InnerAudioContext` by the browser's names for them. */
const EVENTS: Readonly<Record<string, string>> = {
  Canplay: 'canplay',
  Play: 'play',
  Pause: 'pause',
  Ended: 'ended',
  TimeUpdate: 'timeupdate',
  Error: 'error',
  Waiting: 'waiting',
  Seeking: 'seeking',
  Seeked: 'seeked',
};

type Listener = (detail: Options) => void;

function isListener(value: unknown): value is Listener {
  return typeof value === 'function';
}

/**
 * `wx.createInnerAudioContext()`: a short sound of the package or of the own origin. A browser plays nothing before the user has touched the
 * page; the refusal reaches `onError`.
 */
export function createInnerAudioContext(address: (source: string) => Promise<string>): Options {
  const audio = new Audio();
  let source = '';
  let autoplay = false;
  let ready = Promise.resolve();
  const heard = new Map<string, Map<Listener, () => void>>();
  const tell = (name: string, detail: Options): void => {
    for (const listener of heard.get(name)?.keys() ?? []) listener(detail);
  };
  const play = (): void => {
    void ready
      .then(() => audio.play())
      .catch((error: unknown) => tell('Error', { errCode: 10001, errMsg: error instanceof Error ? error.message : String(error) }));
  };
  const context: Options = {
    play,
    pause: () => audio.pause(),
    stop: () => {
      audio.pause();
      audio.currentTime = 0;
      tell('Stop', {});
    },
    seek: (position: unknown) => {
      if (typeof position === 'number') audio.currentTime = position;
    },
    destroy: () => {
      audio.pause();
      audio.removeAttribute('src');
      for (const listeners of heard.values()) for (const stop of listeners.values()) stop();
      heard.clear();
    },
  };
  for (const name of [...Object.keys(EVENTS), 'Stop']) {
    const type = EVENTS[name];
    context[`on${name}`] = (listener: unknown) => {
      if (!isListener(listener)) return;
      const call = (): void => listener(name === 'Error' ? { errCode: 10001, errMsg: `cannot play ${source}` } : {});
      if (type !== undefined) audio.addEventListener(type, call);
      const listeners = heard.get(name) ?? new Map<Listener, () => void>();
      listeners.set(listener, () => type !== undefined && audio.removeEventListener(type, call));
      heard.set(name, listeners);
    };
    context[`off${name}`] = (listener?: unknown) => {
      const listeners = heard.get(name);
      for (const [known, stop] of [...(listeners ?? [])]) {
        if (listener !== undefined && known !== listener) continue;
        stop();
        listeners?.delete(known);
      }
    };
  }
  return Object.defineProperties(context, {
    src: {
      get: () => source,
      set: (value: unknown) => {
        source = String(value);
        ready = address(source).then((found) => {
          audio.src = found;
          if (autoplay) play();
        });
        ready.catch(() => tell('Error', { errCode: 10003, errMsg: `cannot find ${source}` }));
      },
    },
    autoplay: {
      get: () => autoplay,
      set: (value: unknown) => {
        autoplay = value === true;
        if (autoplay && source !== '') play();
      },
    },
    loop: { get: () => audio.loop, set: (value: unknown) => (audio.loop = value === true) },
    volume: { get: () => audio.volume, set: (value: unknown) => (audio.volume = Math.min(1, Math.max(0, Number(value) || 0))) },
    obeyMuteSwitch: { value: true, writable: true },
    startTime: { value: 0, writable: true },
    duration: { get: () => (Number.isFinite(audio.duration) ? audio.duration : 0) },
    currentTime: { get: () => audio.currentTime },
    paused: { get: () => audio.paused },
  });
}
