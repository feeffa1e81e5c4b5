import { useSignal } from '@preact/signals';
import type { Client } from '../../../client/index.ts';
import { client, explain } from '../../connection.ts';
import { fileName, save } from '../../parts/download.ts';
import { clockOf } from '../../parts/spans.ts';
import { PLOTS, plotOf } from './plots.ts';
import { type PartProps, Section } from './section.tsx';

/** What can be taken away: weights of every checkpoint that is kept, and pictures. */
export function Weights({ session }: PartProps) {
  session.version.value;
  const run = session.run.value!;
  const { checkpoints, lrFind } = session.story;
  const fault = useSignal<string | null>(null);
  const name = run.name ?? run.id;
  const fetchAs = async (file: string, get: (from: Client) => Promise<Blob | Uint8Array>) => {
    fault.value = null;
    try {
      save(await get(client.value), file);
    } catch (error) {
      fault.value = explain(error);
    }
  };
  return (
    <Section title="Take away">
      {checkpoints.length === 0 && <p class="hint">No weights are kept yet.</p>}
      <ul class="plain checkpoints">
        {checkpoints.toReversed().map(({ step, epoch, artifact, optimizer, time }, i) => (
          <li key={artifact}>
            <button
              type="button"
              class="small"
              onClick={() =>
                fetchAs(fileName(`${name}-${step}`, 'safetensors'), (from) => from.artifact(artifact))
              }
            >
              Weights after batch {step}
            </button>{' '}
            {optimizer && (
              <button
                type="button"
                class="small"
                onClick={() =>
                  fetchAs(fileName(`${name}-${step}-optimizer`, 'safetensors'), (from) =>
                    from.artifact(optimizer),
                  )
                }
              >
                Optimizer’s state
              </button>
            )}{' '}
            <span class="hint">
              epoch {epoch + 1}, {clockOf(time)}
              {i === 0 && ', the last'}
            </span>
          </li>
        ))}
      </ul>
      <p class="row">
        Pictures:{' '}
        {PLOTS.filter((plot) => plot !== 'lr-find' || lrFind).flatMap((plot) =>
          (['svg', 'png'] as const).map((kind) => (
            <button
              key={`${plot}.${kind}`}
              type="button"
              class="small"
              onClick={() => fetchAs(fileName(`${name}-${plot}`, kind), () => plotOf(run.id, plot, kind))}
            >
              {plot}.{kind}
            </button>
          )),
        )}
      </p>
      {fault.value && <p role="alert">{fault.value}</p>}
    </Section>
  );
}
