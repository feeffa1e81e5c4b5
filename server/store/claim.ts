import { Prisma } from '../../prisma/generated/client.ts';
import { type DeviceName, takenBy } from '../../shared/spec/device.ts';
import type { JobSpec } from '../../shared/spec/job-spec.ts';
import { readSpec } from './job-view.ts';
import { leaseEnd } from './lease.ts';
import { endOf, record } from './recording.ts';
import type { Writer } from './writer.ts';

/** A job in the hands of a worker; every write about it carries the attempt. */
export type Claim = { id: string; attempt: number; spec: JobSpec };

type Worker = { name: string; devices: readonly DeviceName[]; leaseMs: number };

/**
 * Takes the next queued job that fits the devices and whose time has come: highest priority first, then who waits
 * longest. One statement, so that two workers never get the same job.
 */
export async function claimNext(writer: Writer, { name, devices, leaseMs }: Worker): Promise<Claim | null> {
  if (devices.length === 0) return null;
  const now = new Date();
  return writer.write(async (tables, publish) => {
    const [row] = await tables.$queryRaw<{ id: string; attempt: number; spec: string }[]>`
      UPDATE "Job"
      SET "state" = 'running', "attempt" = "attempt" + 1, "worker" = ${name},
        "leaseUntil" = ${leaseEnd(leaseMs)}, "startedAt" = COALESCE("startedAt", ${now})
      WHERE "number" = (
        SELECT "number" FROM "Job"
        WHERE "state" = 'queued' AND "device" IN (${Prisma.join(takenBy(devices))})
          AND ("notBefore" IS NULL OR "notBefore" <= ${now})
        ORDER BY "priority" DESC, "queuedAt", "number" LIMIT 1
      )
      RETURNING "id", "attempt", "spec"`;
    if (!row) return null;
    const { id, attempt, spec } = row;
    const end = await endOf(tables, id);
    if (!end) throw new Error(`The job ${id} has no run; the database has lost a row`);
    publish(
      id,
      await record(tables, end, attempt, [{ type: 'state', from: 'queued', to: 'running', attempt }]),
    );
    return { id, attempt, spec: readSpec(spec) };
  });
}
