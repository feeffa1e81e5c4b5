import { interruption } from './demo/interrupt.ts';
import { demo } from './demo/main.ts';

process.exitCode = await demo(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  interrupted: interruption(),
});
