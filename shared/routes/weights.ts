import { Type } from 'typebox';
import { Artifact, Checkpoint, Classified, Job } from '../resources.ts';
import { closed } from '../spec/closed.ts';
import { Digest } from '../spec/digest.ts';
import { ById, Nothing, page, route } from './route.ts';

/** What one checkpoint of a run is asked for by. */
const CheckpointChoice = Type.Optional(
  Type.String({ ...Digest, description: 'One of GET /runs/{id}/checkpoints; the last unless said.' }),
);
/** Bytes that are no JSON, in and out. */
const Binary = Type.Unsafe<Uint8Array>({});
const SAFETENSORS = ['application/octet-stream', 'application/x-safetensors'];
/** Images of a prediction at most. */
const MAX_IMAGES = 256;

const ForkBody = closed({
  checkpoint: CheckpointChoice,
  optimizerState: Type.Boolean({
    default: false,
    description: "Go on with the optimizer's averages too, not only with the weights.",
  }),
  overrides: Type.Unsafe<Record<string, unknown>>(
    Type.Unknown({
      default: {},
      description:
        'Part of a job spec. Objects are merged key by key, but one of another `kind` takes the place of the old; null is a value; lists are replaced.',
    }),
  ),
});

const PredictBody = closed({
  images: Type.Array(
    Type.String({ description: 'Base64 of height * width * channels bytes, row by row, 0 to 255.' }),
    { minItems: 1, maxItems: MAX_IMAGES },
  ),
  checkpoint: CheckpointChoice,
});

/** Weights in and out, and what is done with them. */
export const weightRoutes = {
  getModel: route({
    method: 'GET',
    url: '/runs/:id/model.safetensors',
    summary: "The last checkpoint's weights, under PyTorch's names and in its layouts",
    params: ById,
    status: 200,
    reply: Binary,
    produces: SAFETENSORS[0]!,
    refusals: [404, 409],
  }),
  listCheckpoints: route({
    method: 'GET',
    url: '/runs/:id/checkpoints',
    summary: 'Weights that were kept, in order of training',
    params: ById,
    status: 200,
    reply: page(Checkpoint),
    refusals: [404],
  }),
  forkRun: route({
    method: 'POST',
    url: '/runs/:id/fork',
    summary: 'Queue a job that goes on from a checkpoint of a run, with changes',
    params: ById,
    body: ForkBody,
    takesKey: true,
    status: 202,
    reply: Job,
    refusals: [400, 404, 409, 413, 415, 422, 429, 507],
  }),
  predict: route({
    method: 'POST',
    url: '/runs/:id/predict',
    summary: 'Classify images with the weights of a run',
    // Nothing is kept, and whoever may read can fetch the weights and work out the same.
    scope: 'read',
    params: ById,
    body: PredictBody,
    // 256 images of 256 x 256 with 3 channels would be 67 MB; of 128 x 128 they fit.
    bodyLimit: 32 * 1024 * 1024,
    status: 200,
    reply: Classified,
    refusals: [400, 404, 409, 413, 415, 422, 503],
  }),
  createArtifact: route({
    method: 'POST',
    url: '/artifacts',
    summary: 'Keep weights: a safetensors file',
    body: Binary,
    consumes: SAFETENSORS,
    status: 201,
    reply: Artifact,
    refusals: [400, 413, 415, 507],
  }),
  getArtifact: route({
    method: 'GET',
    url: '/artifacts/:digest',
    summary: 'The bytes of an artifact',
    params: closed({ digest: Digest }),
    status: 200,
    reply: Binary,
    produces: SAFETENSORS[0]!,
    refusals: [400, 404],
  }),
  deleteArtifact: route({
    method: 'DELETE',
    url: '/artifacts/:digest',
    summary: 'Delete an artifact that was sent and that no run stands on',
    params: closed({ digest: Digest }),
    status: 204,
    reply: Nothing,
    refusals: [400, 404, 409],
  }),
};
