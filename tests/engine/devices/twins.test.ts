import { afterEach, expect, test } from 'vitest';
import type { Dawn } from '../../../server/engine/devices/dawn.ts';
import { isolate, showAll } from '../../../server/engine/devices/twins.ts';

const H100 = 'NVIDIA H100';
const ALL = { '0000:17:00.0': 'Arc', '0000:65:00.0': H100, '0001:ca:00.1': H100 };
const tag = (address: string): string => `pci-${address.replaceAll(/[:.]/g, '_')}!`;

/** Dawn over Vulkan with Mesa's layer, or without it. */
const dawnOver = (cards: Record<string, string>, hasLayer = true): Dawn => ({
  version: '',
  open: () => ({
    requestAdapter: async () => {
      const chosen = hasLayer ? Object.keys(cards).filter((card) => tag(card) === process.env.DRI_PRIME) : [];
      const shown = chosen.length > 0 ? chosen.map((card) => cards[card]!) : Object.values(cards);
      const lines = shown.map((name) => `\n * backend: 'vulkan', name: '${name}'`);
      throw new Error(`Available adapters:${lines.join('')}`);
    },
  }),
});
const addresses = () => Object.keys(ALL);

afterEach(showAll);

test('each of two cards with one name is the only one that its process sees', async () => {
  // The bus shows a container cards that it has not.
  const bus = () => ['0000:01:00.0', ...addresses()];
  for (const [nth, address] of ['0000:65:00.0', '0001:ca:00.1'].entries()) {
    await isolate(dawnOver(ALL), { name: H100, nth, count: 2 }, bus);
    expect(process.env.DRI_PRIME).toBe(tag(address));
  }
  showAll();
  expect(process.env.DRI_PRIME).toBeUndefined();
});

test.each([
  ['without the layer', dawnOver(ALL, false), addresses, 2],
  ['when the bus shows no cards', dawnOver(ALL), () => [], 2],
  ['when Vulkan has another card than the bus', dawnOver({ ...ALL, '0002:01:00.0': H100 }), addresses, 3],
])('%s it says what would help, and leaves everything as it was', async (_, dawn, cards, count) => {
  await expect(isolate(dawn, { name: H100, nth: 1, count }, cards)).rejects.toThrow(
    /^\d cards have the name NVIDIA H100.*mesa-vulkan-drivers/,
  );
  expect(process.env.DRI_PRIME).toBeUndefined();
});
