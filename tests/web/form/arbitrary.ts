import type fc from 'fast-check';
import { check } from '../../../shared/check.ts';
import { JobSpec } from '../../../shared/spec/job-spec.ts';
import { arbitrarySpec } from '../../fuzz/arbitrary-spec.ts';

/** Jobs that the server would take, as people write them: much is left out. */
export const validSpec: fc.Arbitrary<unknown> = arbitrarySpec.filter((spec) => check(JobSpec, spec).ok);

/** As the server fills it in. */
export function filled(document: unknown): JobSpec {
  const checked = check(JobSpec, document);
  if (!checked.ok) throw new Error(JSON.stringify(checked.issues));
  return checked.value;
}
