import { inbox } from './data/inbox.ts';

App({
  onShow() {
    inbox.resume();
  },

  onHide() {
    inbox.pause();
  },
});
