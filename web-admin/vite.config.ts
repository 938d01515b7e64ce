import vue from '@vitejs/plugin-vue';
import components from 'unplugin-vue-components/vite';
import { AntDesignVueResolver } from 'unplugin-vue-components/resolvers';
import { defineConfig } from 'vite';

/**
 * The console is a static site under `/console/`. Charts, the CloudBase SDK and every page are chunks of their own: what a person
 * waits for before he can sign in is Vue, the router and the form.
 */
export default defineConfig({
  base: '/console/',
  // The shop's pictures are hosted beside the console, at /assets, for all ends.
  publicDir: false,
  plugins: [
    vue(),
    components({
      dts: false,
      dirs: [],
      resolvers: [AntDesignVueResolver({ importStyle: false, resolveIcons: false })],
    }),
  ],
  build: { target: 'es2022', sourcemap: false, chunkSizeWarningLimit: 700 },
});
