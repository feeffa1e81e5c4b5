#!/usr/bin/env node
// What `npx learnd` starts: the rest is TypeScript, which tsx reads without a build.
import { register } from 'tsx/esm/api';

register();
// `learnd ls | head -1`: whoever read has seen enough.
process.stdout.on('error', (error) => process.exit(error.code === 'EPIPE' ? 0 : 1));
const { learnd } = await import('./learnd.ts');
process.exitCode = await learnd(process.argv.slice(2), process);
