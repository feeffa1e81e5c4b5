/** The composition root: reads the configuration, puts the parts together, listens, and takes them apart again. */
import path from 'node:path';
import { buildApp } from './api/app.ts';
import { openArtifacts } from './artifacts/index.ts';
import { type Config, readConfig } from './config.ts';
import { lackOfRoom, makeDataFolder } from './data-folder.ts';
import { datasetsOf } from './datasets.ts';
import { devicesOf, workersOf } from './devices.ts';
import { startDispatcher, startPredictor, startReaper } from './dispatcher/index.ts';
import { lockFolder } from './lock.ts';
import { storeQueue } from './queue/index.ts';
import { openStore } from './store/index.ts';
import { startSweeper } from './sweeper.ts';

try {
  await serve(readConfig(process.env));
} catch (error) {
  console.error(`learnd did not start: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}

/** What the system says names no setting. */
function explainListening(error: NodeJS.ErrnoException): never {
  const remedies: Record<string, string> = {
    EADDRINUSE: 'stop who listens there, or set LEARND_PORT to another port (0: any free one)',
    EADDRNOTAVAIL: 'set LEARND_HOST to an address of this machine',
    EACCES: 'set LEARND_PORT to one above 1023, or give this user the right',
  };
  const remedy = remedies[error.code ?? ''];
  throw remedy ? new Error(`${error.message}; ${remedy}`, { cause: error }) : error;
}

async function serve(config: Config): Promise<void> {
  makeDataFolder(config.data);
  const unlock = lockFolder(path.join(config.data, 'learnd.lock'));
  process.once('exit', unlock);

  const artifactsDir = path.join(config.data, 'artifacts');
  const artifacts = await openArtifacts(artifactsDir);
  const store = await openStore(path.join(config.data, 'learnd.db'), { files: artifacts, limits: config });
  const queue = storeQueue(store, { leaseMs: config.leaseMs });
  const places = { cacheDir: path.join(config.data, 'datasets'), datasetsDir: config.datasets ?? undefined };
  const devices = devicesOf(config.devices, config.threads);
  const predictor = startPredictor({
    devices: workersOf(config.devices).flat(),
    threads: config.threads,
    artifactsDir,
  });
  const app = await buildApp({
    store,
    queue,
    artifacts,
    maxArtifact: config.maxArtifact,
    datasets: datasetsOf(places),
    devices,
    predict: predictor.predict,
    dashboard: path.join(import.meta.dirname, '../web/dist'),
    lackOfRoom: () => lackOfRoom(config.data),
    access: config.access,
    // stdout is for the one line with the address.
    logger: { level: config.logLevel, stream: process.stderr },
  });

  store.onFault((fault) => {
    if (fault) app.log.error({ err: fault }, 'the database cannot be used; it is tried again by itself');
    else app.log.info('the database can be used again');
  });
  for (const { id, state } of await queue.recover()) {
    app.log.warn({ run: id, state }, 'a job was left behind by a server that ended');
  }
  await app.listen({ host: config.host, port: config.port }).catch(explainListening);
  const workers = workersOf(config.devices).map((names, i) =>
    startDispatcher({
      worker: `${process.pid}/${i}`,
      queue,
      store,
      equipment: {
        devices: names,
        threads: config.threads,
        cacheDir: places.cacheDir,
        datasetsDir: places.datasetsDir ?? null,
        artifactsDir,
      },
      log: app.log,
    }),
  );

  const endReaper = startReaper(queue, app.log);
  const endSweeper = startSweeper(store, app.log);

  const leave = async (signal: string): Promise<void> => {
    app.log.info({ signal }, 'going down');
    endReaper();
    endSweeper();
    // Before the app, whose end waits for the requests that wait for predictions.
    await Promise.all([...workers, predictor].map((worker) => worker.stop()));
    await app.close();
    await store.close();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      leave(signal).catch((error) => {
        app.log.error({ err: error }, 'did not go down cleanly');
        process.exit(1);
      });
    });
  }
  // Nobody waits for it: once it is known that no device works, the server says that it is not ready.
  devices.list().catch((error) => app.log.error({ err: error }, 'the devices could not be tried'));
  console.log(`learnd listening on ${app.listeningOrigin}`);
}
