/** The device can compute no more, or what it has computed is void. The message says what happened and what to do. */
export class DeviceFailure extends Error {
  override readonly name = 'DeviceFailure';
}

type Listener = (failure: DeviceFailure) => void;

const listeners = new Set<Listener>();
let first: DeviceFailure | undefined;

/**
 * Tells of the failure of the device that is open, once: what goes wrong later follows from it. Nobody else would
 * notice: a GPU goes on taking work and answers with zeros.
 * @returns a function that ends the listening
 */
export function onDeviceFailure(listener: Listener): () => void {
  listeners.add(listener);
  if (first) listener(first);
  return () => listeners.delete(listener);
}

/** What has failed, if something has: the errors that ops throw afterwards say less. */
export const deviceFailure = (): DeviceFailure | undefined => first;

export function failDevice(failure: DeviceFailure): void {
  if (first) return;
  first = failure;
  for (const listener of listeners) listener(failure);
}

/** A device that is opened has not failed, whatever the one before it did. */
export function forgetFailure(): void {
  first = undefined;
}
