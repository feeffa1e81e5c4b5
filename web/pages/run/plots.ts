import { PLOTS, type Plot } from '../../../shared/routes/plots.ts';
import { client } from '../../connection.ts';

export { PLOTS, type Plot };

/** A picture that the server draws of a run. @throws LearndError, such as when there is nothing to draw yet */
export async function plotOf(id: string, plot: Plot, kind: 'svg' | 'png'): Promise<Blob> {
  const params = { id, plot };
  const { request } = client.value;
  const content =
    kind === 'svg' ? await request('getPlotSvg', { params }) : await request('getPlotPng', { params });
  return new Blob([content as BlobPart]);
}
