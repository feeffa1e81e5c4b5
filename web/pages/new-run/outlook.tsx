import { planOf } from '../../../shared/spec/feasible.ts';
import { parametersOf } from '../../../shared/spec/plan.ts';
import { useDesk } from './desk-context.ts';

/** What is going to be trained, in numbers; nothing while something is wrong. */
export function Outlook() {
  const desk = useDesk();
  const spec = desk.spec.value;
  const image = desk.image.value;
  const count = desk.issues.value.length + (desk.sheet.value.fault ? 1 : 0);
  if (count > 0) {
    return (
      <span class="fault">
        {count === 1 ? 'One mistake' : `${count} mistakes`}: told at the fields and under the text.
      </span>
    );
  }
  if (!spec || !image) return null;
  const plan = planOf(spec, image);
  if ('message' in plan) return null;
  const images = Math.min(image.train ?? 0, spec.dataset.trainLimit ?? Number.POSITIVE_INFINITY);
  const batches = Math.ceil(images / spec.batchSize);
  const parameters = `${parametersOf(plan).toLocaleString('en')} parameters`;
  return (
    <span class="hint">
      {parameters}, {batches.toLocaleString('en')} batches an epoch
    </span>
  );
}
