export { type Dispatcher, type DispatcherOptions, startDispatcher } from './dispatcher.ts';
export { probeDevices } from './probe.ts';
