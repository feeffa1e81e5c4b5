import { JOBS_STREAM, runStream, SUBPROTOCOL, TOKEN_PATTERN, TOKEN_SUBPROTOCOL } from '../shared/protocol.ts';
import type { Body, Query } from '../shared/routes.ts';
import type { DraftBody, JobDraft, PredictDraft } from './draft.ts';
import { frames } from './frames.ts';
import { type OnceOptions, sendOnce } from './idempotency.ts';
import { createRequest } from './request.ts';
import { activationColumns, metricColumns } from './series.ts';
import type { EventPage } from './stream.ts';
import { type WatchOptions, type WatchSource, watch } from './watch.ts';
import { watchJobs } from './watch-jobs.ts';
import { platformWebSocket, type SocketClass } from './web-socket.ts';

export type ClientOptions = {
  /** Sent with every request, and to every socket as a subprotocol: pages cannot set headers there. */
  token?: string | undefined;
  /** Instead of the platform's own: for tests, proxies. */
  fetch?: typeof fetch | undefined;
  WebSocket?: SocketClass | undefined;
};

export type Client = ReturnType<typeof createClient>;

/**
 * A client of the learnd server at `baseUrl`, such as `http://127.0.0.1:7070`. Nothing is sent before the first call.
 * Every method throws LearndError for a refusal and UnreachableError when no answer comes.
 * @throws TypeError when `baseUrl` is not an absolute http(s) URL, or the token none that a server could have.
 */
export function createClient(baseUrl: string, options: ClientOptions = {}) {
  const base = readBase(baseUrl);
  const token = readToken(options.token);
  const request = createRequest(base, options.fetch ?? ((...call) => globalThis.fetch(...call)), token);
  const protocols = token === undefined ? [] : [SUBPROTOCOL, TOKEN_SUBPROTOCOL + token];

  async function* connect(path: string, signal: AbortSignal | undefined, opened?: () => void) {
    const WebSocket = options.WebSocket ?? (await platformWebSocket());
    yield* frames(WebSocket, base.replace(/^http/, 'ws') + path, { protocols, signal, opened });
  }
  const source = (id: string, signal: AbortSignal | undefined): WatchSource => ({
    frames: (after, opened) => connect(runStream(id, after), signal, opened),
    read: (after, limit) =>
      request('getEvents', { params: { id }, query: { after, limit }, signal }) satisfies Promise<EventPage>,
    lastSeq: async () => (await request('getRun', { params: { id }, signal })).lastSeq,
  });

  return {
    /** Any route of the table, by its name. */
    request,
    /**
     * Queues a job; what it leaves out is filled with defaults and comes back in `spec`. Tried again when no answer
     * comes, which makes no second job.
     */
    submit: (spec: JobDraft, { signal, ...once }: OnceOptions = {}) =>
      sendOnce((idempotencyKey) => request('createJob', { body: spec, idempotencyKey, signal }), {
        ...once,
        signal,
      }),
    /** Stops it at the next batch, or takes it out of the queue. */
    cancel: (id: string) => request('cancelJob', { params: { id } }),
    /** Stops it at the next batch, keeps everything, and frees the device. */
    pause: (id: string) => request('pauseJob', { params: { id } }),
    /** Queues a paused job again. */
    resume: (id: string) => request('resumeJob', { params: { id } }),
    /** Queues a failed or cancelled job again: its run goes on from the last checkpoint. */
    retry: (id: string) => request('retryJob', { params: { id } }),
    runs: {
      /** What was trained, newest first unless sorted otherwise: one page; `next` is the cursor of the next one. */
      list: (query: Partial<Query<'listRuns'>> = {}) => request('listRuns', { query }),
      get: (id: string) => request('getRun', { params: { id } }),
      /** Changes name, tags or notes; what is left out stays, null clears. */
      annotate: (id: string, body: DraftBody<Body<'annotateRun'>>) =>
        request('annotateRun', { params: { id }, body }),
      /** Deletes a run with its job, its journal and the artifacts that nothing else stands on. */
      delete: (id: string) => request('deleteRun', { params: { id } }),
    },
    jobs: {
      /** Newest first, with place in the queue and progress: one page. */
      list: (query: Partial<Query<'listJobs'>> = {}) => request('listJobs', { query }),
      get: (id: string) => request('getJob', { params: { id } }),
      /** The state of every unfinished job, then every change of all: see client/watch-jobs.ts. */
      watch: ({ signal, connected }: { signal?: AbortSignal; connected?: () => void } = {}) =>
        watchJobs((opened) => connect(JOBS_STREAM, signal, opened), { signal, connected }),
    },
    /** Loss, accuracy, learning rate by batch, as typed arrays; request('getMetrics') has them as they travel. */
    metrics: async (id: string, query: Partial<Query<'getMetrics'>> = {}) =>
      metricColumns(await request('getMetrics', { params: { id }, query })),
    /** Mean, deviation, dead share and histogram by layer and batch, as typed arrays. */
    activations: async (id: string, query: Partial<Query<'getActivations'>> = {}) =>
      activationColumns(await request('getActivations', { params: { id }, query })),
    /** One page of the journal. */
    events: (id: string, query: Partial<Query<'getEvents'>> = {}): Promise<EventPage> =>
      request('getEvents', { params: { id }, query }),
    /** Weights that the run has kept, in order of training. */
    checkpoints: (id: string) => request('listCheckpoints', { params: { id } }),
    /** The last checkpoint's weights: a safetensors file under PyTorch's names. */
    weights: (id: string) => request('getModel', { params: { id } }),
    /**
     * Queues a job that goes on from a checkpoint of the run, the last unless said, with changes to its spec. Tried again
     * as submit is.
     */
    fork: (id: string, body: DraftBody<Body<'forkRun'>> = {}, { signal, ...once }: OnceOptions = {}) =>
      sendOnce((idempotencyKey) => request('forkRun', { params: { id }, body, idempotencyKey, signal }), {
        ...once,
        signal,
      }),
    /** Classifies up to 256 images with the weights of the run. */
    predict: (id: string, body: PredictDraft) => request('predict', { params: { id }, body }),
    /** Keeps a safetensors file; its digest is its name from then on. */
    upload: (bytes: Uint8Array) => request('createArtifact', { body: bytes }),
    /** The bytes of an artifact. */
    artifact: (digest: string) => request('getArtifact', { params: { digest } }),
    /** Deletes an artifact that was sent and that no run stands on. */
    deleteArtifact: (digest: string) => request('deleteArtifact', { params: { digest } }),
    datasets: () => request('listDatasets'),
    devices: () => request('listDevices'),
    /**
     * Every event of a run once and in order, live, across lost connections; ends when the run has ended.
     * @throws StreamClosed when the server refuses (no such run, no token, origin); the signal's reason when aborted.
     */
    watch: (id: string, options: WatchOptions = {}) => watch(source(id, options.signal), options),
  };
}

function readBase(baseUrl: string): string {
  if (!URL.canParse(baseUrl) || !/^https?:$/.test(new URL(baseUrl).protocol)) {
    throw new TypeError(`"${baseUrl}" is no address of a server; expected one such as http://127.0.0.1:7070`);
  }
  return baseUrl.replace(/\/+$/, '');
}

/** Empty is none, as in a variable of the environment that is not set. What is wrong is not repeated: it is a secret. */
function readToken(token: string | undefined): string | undefined {
  if (!token) return undefined;
  if (TOKEN_PATTERN.test(token)) return token;
  throw new TypeError('The token is none: a token has 16 characters or more, no space, comma or colon');
}
