import { CallRefused } from '@shop/shared/client/call.ts';
import { App } from 'ant-design-vue';
import { ref, type Ref } from 'vue';

/** A refusal in words; anything else is a fault that the person cannot mend. */
export function wordsOf(error: unknown): string {
  return error instanceof CallRefused ? error.message : '操作没有完成，请重试';
}

/** One act at a time, its success and its failure told. Resolves to whether it succeeded. */
export function useAct(): { busy: Ref<boolean>; act: (work: () => Promise<unknown>, done: string) => Promise<boolean> } {
  const { message } = App.useApp();
  const busy = ref(false);
  async function act(work: () => Promise<unknown>, done: string): Promise<boolean> {
    if (busy.value) return false;
    busy.value = true;
    try {
      await work();
      if (done) void message.success(done);
      return true;
    } catch (error) {
      void message.error(wordsOf(error));
      return false;
    } finally {
      busy.value = false;
    }
  }
  return { busy, act };
}
