import { expect, test } from 'vitest';
import { isDriverNoise } from '../../server/dispatcher/driver-noise.ts';

test.each([
  'error: XDG_RUNTIME_DIR is invalid or not set in the environment.',
  'Warning: Vulkan shaderUniform*ArrayDynamicIndexing required.',
  ' - While initializing adapter (backend=BackendType::Vulkan)',
  '    at InitializeImpl (/home/runner/node-webgpu/third_party/dawn/src/dawn/native/vulkan/PhysicalDeviceVk.cpp:257)',
  'Warning: vkCreateInstance: Found no drivers!',
  '',
])('nobody has to read %j', (line) => expect(isDriverNoise(line)).toBe(true));

test.each([
  'Error: broken',
  '    at train (/work/server/trainer/train.ts:3:1)',
  'Warning: this is deprecated',
  'terminate called after throwing an instance of std::bad_alloc',
])('somebody has to read %j', (line) => expect(isDriverNoise(line)).toBe(false));
