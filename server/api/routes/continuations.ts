import type { FastifyInstance } from 'fastify';
import type { Checkpoint } from '../../../shared/resources.ts';
import { PredictionFailed } from '../../../shared/trainer.ts';
import { MissingArtifact } from '../../artifacts/index.ts';
import { inadmissible } from '../admission.ts';
import { checkpointOf, runOf, usingCheckpoint } from '../checkpoints.ts';
import type { ApiDeps } from '../deps.ts';
import { enqueue } from '../enqueueing.ts';
import { forkSpec, placed, wantsCheckpoint } from '../fork.ts';
import { handle } from '../handle.ts';
import { imageOf, readImages } from '../images.ts';
import { Refusal, refuseFor } from '../refusal.ts';

/** What is done with the weights of a run: train on, classify. */
export function continuationRoutes(app: FastifyInstance, deps: ApiDeps): void {
  const { store, artifacts, datasets, predict } = deps;

  handle(app, 'listCheckpoints', async ({ params: { id } }) => ({
    items: await store.runs.checkpoints(id),
    next: null,
  }));

  handle(app, 'forkRun', ({ params, body }, reply) =>
    enqueue(deps, { route: 'forkRun', params, body }, reply, async () => {
      const run = await runOf(store, params.id);
      const checkpoint = wantsCheckpoint(body) ? await checkpointOf(store, run, body.checkpoint) : null;
      const spec = forkSpec(run, body, checkpoint);
      const issues = await inadmissible(spec, deps);
      if (issues.length === 0) return spec;
      throw refuseFor(
        422,
        issues.map((issue) => placed(issue, body)),
      );
    }),
  );

  handle(app, 'predict', async ({ params: { id }, body }) => {
    const run = await runOf(store, id);
    const dataset = await datasets.get(run.dataset);
    if (!dataset) throw new Refusal(422, `The dataset ${run.dataset} of this run is not known here any more`);
    const image = imageOf(dataset);
    const images = readImages(body.images, image);
    const { height, width, channels, classes } = image;
    const classify = async ({ artifact }: Checkpoint) => {
      if (!(await artifacts.has(artifact))) throw new MissingArtifact(artifact);
      const probabilities = await predict({
        spec: run.spec,
        normalize: run.facts?.normalize ?? null,
        artifact,
        image: [height, width, channels],
        classes,
        images,
      }).catch(async (error) => {
        // They may have been dropped before they were read.
        throw (await artifacts.has(artifact)) ? error : new MissingArtifact(artifact);
      });
      return { artifact, probabilities };
    };
    const { artifact, probabilities } = await usingCheckpoint(store, run, body.checkpoint, classify).catch(
      refuseFailure,
    );
    if (!probabilities.flat().every(Number.isFinite)) throw diverged(run.id, artifact);
    return { classes: dataset.classes, probabilities, labels: probabilities.map(likeliest) };
  });
}

function refuseFailure(error: unknown): never {
  if (error instanceof MissingArtifact) {
    throw new Refusal(503, `The weights ${error.digest} are not here any more`, [], { cause: error });
  }
  throw error instanceof PredictionFailed
    ? new Refusal(503, `No prediction: ${error.message}`, [], { cause: error })
    : error;
}

const diverged = (run: string, artifact: string): Refusal =>
  refuseFor(422, [
    {
      path: '/checkpoint',
      message: `the weights ${artifact} give numbers that are not finite: training had diverged when they were kept. Take an earlier one of GET /runs/${run}/checkpoints`,
    },
  ]);

/** The place of the highest; the first of several. */
const likeliest = (probabilities: number[]): number =>
  probabilities.reduce((best, value, i) => (value > probabilities[best]! ? i : best), 0);
