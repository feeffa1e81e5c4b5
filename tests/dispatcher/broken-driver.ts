/** A trainer whose webgpu fails while it is tried, as that of a broken driver does. */
import { DeviceFailure, failDevice } from '../../server/engine/device-failure.ts';
import { webgpuBackend } from '../../server/engine/devices/webgpu.ts';
import '../../server/trainer/main.ts';

webgpuBackend.start = async () => {
  failDevice(new DeviceFailure('the driver is broken'));
  throw new Error('the driver is broken');
};
