import { defineConfig } from 'vite';

/** `npm run build`: the dashboard as files that the server sends. Nothing in them comes from another place. */
export default defineConfig({
  root: import.meta.dirname,
  // Relative: right behind any proxy and prefix.
  base: './',
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2022', modulePreload: { polyfill: false } },
  // `npm run dev`: pages are made anew as they are edited; a server beside it answers.
  server: {
    proxy: Object.fromEntries(
      ['/jobs', '/runs', '/artifacts', '/datasets', '/devices', '/stream', '/openapi.json', '/docs'].map(
        (path) => [path, { target: 'http://127.0.0.1:7070', ws: true, changeOrigin: true }],
      ),
    ),
  },
});
