import type { BuiltInContext, TapInfo } from '../types.ts';
import { ApiFailure } from '../wx/call.ts';
import { define, tapByKey } from './base.ts';
import { Hoverable, hoverDefaults } from './hover.ts';

class Navigator extends Hoverable {
  protected override start(): void {
    this.onDetach(tapByKey(this.element, 'link'));
  }

  tapped(_event: TapInfo): void {
    void this.#go();
  }

  async #go(): Promise<void> {
    try {
      await this.#open();
      this.context.trigger('success', {});
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error;
      this.context.trigger('fail', { errMsg: `navigate:fail ${error.message}` });
      console.error(`<navigator url="${this.text('url')}"> was refused: ${error.message}`);
    } finally {
      this.context.trigger('complete', {});
    }
  }

  async #open(): Promise<void> {
    const { router } = this.context.host;
    const url = this.text('url');
    if (this.text('target') === 'miniProgram') throw new ApiFailure('other mini-programs cannot be opened here');
    switch (this.text('openType')) {
      case 'redirect':
        return router.redirectTo(url);
      case 'switchTab':
        return router.switchTab(url);
      case 'reLaunch':
        return router.reLaunch(url);
      case 'navigateBack':
      case 'exit':
        return router.navigateBack(this.text('openType') === 'exit' ? 99 : Math.max(1, this.number('delta', 1)));
      default:
        await router.navigateTo(url);
    }
  }
}

const defaults = {
  ...hoverDefaults('navigator-hover', 50, 600),
  target: 'self',
  url: '',
  openType: 'navigate',
  delta: 1,
  appId: '',
  path: '',
  extraData: null,
  version: 'release',
  shortLink: '',
};

export const navigatorComponents = [define('navigator', defaults, (context: BuiltInContext) => new Navigator(context))];
