import type { Client } from '../../client/index.ts';
import { SPECS } from './specs.ts';
import { type Story, storyOf } from './story.ts';

/** Trains each spec once, with nobody to disturb it. */
export async function trainTwins(client: Client): Promise<Map<string, Story>> {
  const twins = new Map<string, Story>();
  for (const [name, spec] of Object.entries(SPECS)) {
    const { id } = await client.submit(spec);
    for await (const _ of client.watch(id)) {
      // To its end.
    }
    const { state, error } = await client.jobs.get(id);
    if (state !== 'succeeded') throw new Error(`the undisturbed "${name}" is ${state}: ${error}`);
    twins.set(name, await storyOf(client, id));
  }
  return twins;
}
