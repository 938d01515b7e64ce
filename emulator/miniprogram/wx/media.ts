import { asyncApi, ApiFailure, number, requireList, requireText, text, type Options } from './call.ts';
import { button, element } from './overlays/dom.ts';
import type { OverlayLayer } from './overlays/layer.ts';

export interface MediaHost {
  readonly layer: OverlayLayer;
  /** Readable address of any picture a mini-program can name: package file, `cloud://`, own origin, data. */
  address(source: string): Promise<string>;
}

/** Lets the user choose files. Closing the browser's dialog without a choice refuses with `cancel`. */
function chooseFiles(accept: string, count: number): Promise<readonly File[]> {
  return new Promise((resolve, reject) => {
    const field = element('input', {
      attributes: { type: 'file', accept, 'aria-label': '选择文件', hidden: '', ...(count > 1 ? { multiple: '' } : {}) },
    });
    document.body.append(field);
    field.addEventListener('change', () => {
      field.remove();
      resolve([...(field.files ?? [])].slice(0, count));
    });
    field.addEventListener('cancel', () => {
      field.remove();
      reject(new ApiFailure('cancel'));
    });
    field.click();
  });
}

function countOf(options: Options): number {
  const count = number(options, 'count', 9);
  if (count < 1 || count > 20) throw new ApiFailure('parameter error: count should be between 1 and 20');
  return Math.trunc(count);
}

async function sizeOf(address: string): Promise<{ readonly width: number; readonly height: number }> {
  const picture = new Image();
  picture.src = address;
  try {
    await picture.decode();
  } catch {
    throw new ApiFailure(`load image failed: ${address}`);
  }
  return { width: picture.naturalWidth, height: picture.naturalHeight };
}

function preview(host: MediaHost, urls: readonly string[], start: number): void {
  let index = start;
  const picture = element('img', { class: 'wxo-preview-image', attributes: { alt: '' } });
  const counter = element('span', { class: 'wxo-preview-count' });
  const show = (step: number): void => {
    index = (index + step + urls.length) % urls.length;
    const source = urls[index] ?? '';
    counter.textContent = urls.length > 1 ? `${index + 1} / ${urls.length}` : '';
    void host.address(source).then((address) => {
      picture.src = address;
    });
  };
  const box = element('div', {
    class: 'wxo-preview',
    role: 'dialog',
    attributes: { 'aria-modal': 'true', 'aria-label': '图片预览' },
    children: [
      picture,
      counter,
      ...(urls.length > 1
        ? [
            button('‹', 'wxo-preview-step wxo-preview-before', () => show(-1)),
            button('›', 'wxo-preview-step wxo-preview-after', () => show(1)),
          ]
        : []),
    ],
  });
  const close = host.layer.open(box, { kind: 'dialog' });
  picture.addEventListener('click', () => close());
  box.addEventListener('click', (event) => {
    if (event.target === box) close();
  });
  box.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') close();
    if (event.key === 'ArrowLeft') show(-1);
    if (event.key === 'ArrowRight') show(1);
  });
  show(0);
}

function addressesOf(value: readonly unknown[]): string[] {
  return value.map((item) => (typeof item === 'object' && item !== null && 'url' in item ? String(item.url) : String(item)));
}

export function mediaApis(host: MediaHost): Options {
  return {
    chooseMedia: asyncApi('chooseMedia', async (options) => {
      const types = Array.isArray(options['mediaType']) ? options['mediaType'].map(String) : ['image', 'video'];
      if (!types.includes('image') && !types.includes('mix')) throw new ApiFailure('mediaType video is not offered by the local WeChat');
      const files = await chooseFiles('image/*', countOf(options));
      const tempFiles = await Promise.all(
        files.map(async (file) => {
          const tempFilePath = URL.createObjectURL(file);
          return { tempFilePath, size: file.size, fileType: 'image', ...(await sizeOf(tempFilePath)) };
        }),
      );
      return { type: 'image', tempFiles };
    }),
    chooseImage: asyncApi('chooseImage', async (options) => {
      const files = await chooseFiles('image/*', countOf(options));
      const tempFiles = files.map((file) => ({ path: URL.createObjectURL(file), size: file.size }));
      return { tempFilePaths: tempFiles.map(({ path }) => path), tempFiles };
    }),
    previewImage: asyncApi('previewImage', (options) => {
      const urls = addressesOf(requireList(options, 'urls'));
      if (urls.length === 0) throw new ApiFailure('parameter error: urls should have at least 1 item');
      preview(host, urls, Math.max(0, urls.indexOf(text(options, 'current', urls[0]))));
    }),
    previewMedia: asyncApi('previewMedia', (options) => {
      const urls = addressesOf(requireList(options, 'sources'));
      if (urls.length === 0) throw new ApiFailure('parameter error: sources should have at least 1 item');
      preview(host, urls, Math.min(urls.length - 1, Math.max(0, number(options, 'current', 0))));
    }),
    getImageInfo: asyncApi('getImageInfo', async (options) => {
      const address = await host.address(requireText(options, 'src'));
      return { ...(await sizeOf(address)), path: address, orientation: 'up', type: 'unknown' };
    }),
  };
}
