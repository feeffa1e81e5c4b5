import { useMemo } from 'preact/hooks';
import type { JobDraft } from '../../../client/index.ts';
import { client } from '../../connection.ts';
import { presetOf } from '../../form/presets.ts';
import { Desk } from './desk.ts';
import { PresetSelect } from './preset-select.tsx';
import { useSurroundings } from './surroundings.ts';
import { Workbench } from './workbench.tsx';

/** The least that can be trained: seconds on any machine. */
const LEAST: JobDraft = { kind: 'train', dataset: { name: 'fashion-mnist-mini' }, model: { kind: 'cnn' } };

/** A job from scratch, or from a preset. */
export function Fresh({ preset, document }: { preset: string | null; document?: unknown }) {
  const { datasets, devices, fault } = useSurroundings();
  const desk = useMemo(() => new Desk(document ?? presetOf(preset)?.job ?? LEAST, datasets, devices), []);
  const isUnknown = preset !== null && !presetOf(preset);
  return (
    <Workbench
      desk={desk}
      verb="Start training"
      start={() => client.value.submit(desk.sheet.value.document as JobDraft)}
    >
      {fault.value && <p role="alert">{fault.value}</p>}
      {isUnknown && <p role="alert">There is no preset “{preset}”: choose one of these.</p>}
      <PresetSelect chosen={preset} />
    </Workbench>
  );
}
