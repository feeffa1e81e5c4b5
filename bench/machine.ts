import { createRequire } from 'node:module';
import os from 'node:os';

/** What figures were measured on, and when. */
export function machine(): string {
  const require = createRequire(import.meta.url);
  const { version } = require('../package.json') as { version: string };
  const [cpu] = os.cpus();
  return `${new Date().toISOString().slice(0, 10)}, learnd ${version}, Node ${process.versions.node}, ${os.cpus().length} x ${cpu?.model.trim()}, ${os.platform()} ${os.arch()}.`;
}
