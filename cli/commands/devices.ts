import { connect, SERVER_OPTIONS } from '../connection.ts';
import { EXIT } from '../exit-codes.ts';
import { colors } from '../render/colors.ts';
import { deviceText } from '../render/devices.ts';
import { say, sayJson } from '../world.ts';
import { command } from './command.ts';

export const devices = command({
  name: 'devices',
  summary: 'what the server can train on, and why not on the rest',
  operands: [],
  options: SERVER_OPTIONS,
  about:
    'A job with device "auto" takes the first that works. learnd doctor looks at this machine instead of a server.',
  async run({ values: { url, json } }, world) {
    const found = await connect(url, world).devices();
    if (json) sayJson(world, found);
    else {
      for (const device of found.items) {
        if (device.available) say(world, `${colors.green('✓')} ${deviceText(device)}`);
        else say(world, `${colors.dim('·')} ${device.name}: ${device.reason ?? 'not available'}`);
      }
    }
    return EXIT.ok;
  },
});
