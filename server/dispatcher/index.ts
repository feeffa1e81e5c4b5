export { type Dispatcher, type DispatcherOptions, startDispatcher } from './dispatcher.ts';
export { type Predictor, startPredictor } from './predictor.ts';
export { probeDevices } from './probe.ts';
export { startReaper } from './reaper.ts';
