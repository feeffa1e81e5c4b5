import type { Body } from '../../shared/routes.ts';
import { UnknownRun } from './errors.ts';
import type { Writer } from './writer.ts';

/** What people write on a run; what is left out stays, null clears. */
export type Annotation = Body<'annotateRun'>;

/** Changes the run's own columns; its spec stays what was asked for. @throws UnknownRun */
export function annotateRun(writer: Writer, id: string, { name, notes, tags }: Annotation): Promise<void> {
  return writer.write(async (tables) => {
    if ((await tables.run.count({ where: { id } })) === 0) throw new UnknownRun(id);
    const data = { ...(name !== undefined && { name }), ...(notes !== undefined && { notes }) };
    await tables.run.update({ where: { id }, data });
    if (tags === undefined) return;
    await tables.tag.deleteMany({ where: { runId: id } });
    const rows = tags.map((tag, place) => ({ runId: id, name: tag, place }));
    if (rows.length > 0) await tables.tag.createMany({ data: rows });
  });
}
