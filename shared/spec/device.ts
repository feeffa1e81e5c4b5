import { type TSchemaOptions, Type } from 'typebox';

/** What "auto" tries, in this order. */
export const DEVICES = ['tensorflow', 'webgpu', 'wasm'] as const;
const MAX_ADAPTERS = 16;

/**
 * `webgpu` is the first GPU, `webgpu:0`, `webgpu:1` … each by its number, `webgpu:software` an adapter that computes on
 * the CPU, for tests: nobody gets it who did not ask for it.
 */
export type DeviceName = (typeof DEVICES)[number] | `webgpu:${number}` | 'webgpu:software';

const NUMBERED = Array.from({ length: MAX_ADAPTERS }, (_, i): DeviceName => `webgpu:${i}`);
const WEBGPU: readonly DeviceName[] = ['webgpu', ...NUMBERED, 'webgpu:software'];
const NAMES = /^(tensorflow|webgpu(:(\d|1[0-5]|software))?|wasm)$/;
export const DEVICE_WORDS = 'tensorflow, webgpu, webgpu:0 to webgpu:15, webgpu:software or wasm';

const named = <T extends string>(pattern: RegExp, options: TSchemaOptions & { $comment: string }) =>
  Type.Unsafe<T>({ type: 'string', pattern: pattern.source, ...options });

export const DeviceName = named<DeviceName>(NAMES, { $comment: DEVICE_WORDS });

export const AskedDevice = named<'auto' | DeviceName>(new RegExp(NAMES.source.replace('(', '(auto|')), {
  default: 'auto',
  $comment: `auto, ${DEVICE_WORDS}`,
  description:
    '"auto" takes the first device that really works; a device by name is never replaced by another. "webgpu" is the first GPU, "webgpu:N" the one of that number, "webgpu:software" computes on the CPU.',
});
export type AskedDevice = 'auto' | DeviceName;

export const isDeviceName = (text: string): text is DeviceName => NAMES.test(text);

/**
 * The devices that a worker tries for a job, in order, out of those that it has; none: the job is not for it. A worker
 * that has `webgpu` opens any adapter that is asked for by name.
 */
export function devicesFor(asked: AskedDevice, has: readonly DeviceName[]): DeviceName[] {
  if (asked === 'auto') return [...has];
  if (has.includes(asked) || (has.includes('webgpu') && WEBGPU.includes(asked))) return [asked];
  return asked === 'webgpu' ? has.filter((name) => NUMBERED.includes(name)) : [];
}

/** What jobs may ask for that a worker with these devices can take. */
export const takenBy = (has: readonly DeviceName[]): AskedDevice[] =>
  (['auto', 'tensorflow', ...WEBGPU, 'wasm'] as const).filter((asked) => devicesFor(asked, has).length > 0);
