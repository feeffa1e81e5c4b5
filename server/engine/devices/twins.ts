import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { env } from 'node:process';
import { listAdapters } from './adapters.ts';
import type { Dawn } from './dawn.ts';

/** Of Mesa's layer for Vulkan that chooses cards of any maker by their place on the bus (mesa-vulkan-drivers). */
const CHOSEN = 'DRI_PRIME';
const given = env[CHOSEN];

/**
 * Lets this process see only one of the cards that have the same name, the `nth` by their place on the bus: Dawn knows
 * cards by nothing but names.
 * @param count how many have this name
 * @throws a sentence when that cannot be done
 */
export async function isolate(
  dawn: Dawn,
  { name, nth, count }: { name: string; nth: number; count: number },
  cards: () => string[] = cardsOnBus,
): Promise<void> {
  const found: string[] = [];
  for (const card of cards()) {
    show(card);
    const { hardware, software } = await listAdapters(dawn);
    // The layer leaves all others out if it has found the card, and none else; that of Mesa 22 never does.
    if (hardware.length + software.length === 1 && hardware[0] === name) found.push(card);
  }
  const card = found[nth];
  if (card === undefined || found.length !== count) {
    showAll();
    throw new Error(
      `${count} cards have the name ${name}, and Dawn can only choose by name; the device-select layer of a Mesa newer than 22.3 would tell them apart (apt-get install mesa-vulkan-drivers), or run one server for each card, in a container that sees only this one (NVIDIA_VISIBLE_DEVICES)`,
    );
  }
  show(card);
}

/** Written for the layer, which reads the environment of the process whenever Vulkan is opened. */
function show(card: string): void {
  // 0000:65:00.0 is pci-0000_65_00_0 to the layer; the mark says: this one or no choice.
  env[CHOSEN] = `pci-${card.replaceAll(/[:.]/g, '_')}!`;
}

/** Undoes it. */
export function showAll(): void {
  if (given === undefined) delete env[CHOSEN];
  else env[CHOSEN] = given;
}

const BUS = '/sys/bus/pci/devices';
const IS_DISPLAY = /^0x03/;

/** Addresses of the machine's cards in their order, those too that a container may not use. */
function cardsOnBus(): string[] {
  if (!existsSync(BUS)) return [];
  return readdirSync(BUS)
    .filter((address) => IS_DISPLAY.test(readFileSync(`${BUS}/${address}/class`, 'utf8')))
    .sort();
}
