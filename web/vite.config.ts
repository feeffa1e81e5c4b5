import { defineConfig } from 'vite';

const SERVER = 'http://127.0.0.1:7070';

/** `npm run build`: the dashboard as files that the server sends. Nothing in them comes from another place. */
export default defineConfig({
  root: import.meta.dirname,
  // Relative: right behind any proxy and prefix.
  base: './',
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2022', modulePreload: { polyfill: false } },
  // `npm run dev`: pages are made anew as they are edited; a server beside it answers, as if they were its own.
  server: {
    proxy: Object.fromEntries(
      ['/jobs', '/runs', '/artifacts', '/datasets', '/devices', '/stream', '/openapi.json', '/docs'].map(
        (path) => [path, { target: SERVER, ws: true, changeOrigin: true, headers: { origin: SERVER } }],
      ),
    ),
  },
});
