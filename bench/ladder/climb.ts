import type { Client, JobDraft } from '../../client/index.ts';
import type { Rung } from '../../client/presets/index.ts';
import type { Run } from '../../shared/resources.ts';

export type Climbed = { rung: Rung; run: Run };

/** Has every rung trained, one after the other; tells of each as soon as it has ended. @throws the signal's reason */
export async function* climb(
  client: Client,
  rungs: readonly Rung[],
  { mini, signal }: { mini: boolean; signal: AbortSignal },
): AsyncGenerator<Climbed> {
  const runs = new Map<string, string>();
  for (const rung of rungs) {
    const job = mini ? small(rung.job) : rung.job;
    const { id } = rung.after
      ? await client.fork(runs.get(rung.after)!, { overrides: continuation(job) })
      : await client.submit(job);
    try {
      for await (const _ of client.watch(id, { signal })) {
        // To its end.
      }
    } finally {
      // The server may be somebody else's, and go on with what nobody waits for.
      if (signal.aborted) await client.cancel(id);
    }
    runs.set(rung.key, id);
    yield { rung, run: await client.runs.get(id) };
  }
}

const small = (job: JobDraft): JobDraft =>
  ({
    ...job,
    dataset: { name: 'fashion-mnist-mini', normalize: 'first-batch' },
    epochs: 1,
  }) as JobDraft;

/** What a rung that goes on changes of the spec before it; the weights and the normalization are those of the run. */
function continuation({ dataset: _dataset, init: _init, model: _model, kind: _kind, ...rest }: JobDraft) {
  return rest as Record<string, unknown>;
}
