#!/usr/bin/env node
// What `npx learnd` starts: the rest is TypeScript, which tsx reads without a build.
import { register } from 'tsx/esm/api';

register();
const { learnd } = await import('./learnd.ts');
process.exitCode = await learnd(process.argv.slice(2), process);
