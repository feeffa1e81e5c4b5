// `npm install` ends here: makes the dashboard (web/dist, ignored by git) that the server sends.
try {
  const { build } = await import('vite');
  await build({ configFile: new URL('vite.config.ts', import.meta.url).pathname, logLevel: 'warn' });
} catch (error) {
  if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
  // Installed without development dependencies: a server that has no dashboard says so at its address.
  console.warn('web/build.mjs: vite is not installed, the dashboard is not made');
}
