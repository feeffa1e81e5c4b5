import { hasEnded } from '../../../shared/lifecycle.ts';
import { written } from '../../charts/numbers.ts';
import { type Found, NOTHING } from '../../compare/parting-search.ts';
import type { Comparison, Member } from './comparison.ts';
import { RunHead } from './run-head.tsx';

/** Where each run is for the first time not the same as the first of them, to the last bit. */
export function Partings({ comparison }: { comparison: Comparison }) {
  const [first, ...others] = comparison.members.value;
  if (!first || others.length === 0) return null;
  return (
    <section class="card" aria-labelledby="partings-title">
      <h2 id="partings-title">Where they part</h2>
      <p class="hint">
        The first training batch at which a layer's statistics differ from those of {first.label} in any bit,
        and the first such layer on the way forward. Batches are counted from 0.
      </p>
      <ul class="partings">
        {others.map((other) => (
          <li key={other.run.id}>
            <RunHead member={other} />:{' '}
            <Sentence
              first={first}
              other={other}
              found={comparison.partings.value.get(other.run.id) ?? NOTHING}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Sentence({ first, other, found }: { first: Member; other: Member; found: Found }) {
  const { parting, layers, shared, until } = found;
  if (parting) {
    const { step, layer, statistic, values } = parting;
    const [one, two] = values.map((value) => shownBit(value, values));
    const what = statistic === 'histogram' ? 'values in a bin of the histogram' : NAMES[statistic];
    return (
      <span>
        parts at <b>batch {step.toLocaleString('en')}</b>
        {layer !== null && (
          <>
            {' '}
            in layer <b>{layer}</b>
          </>
        )}
        : {what} {two}, and {one} in {first.letter}.{layer === null && NO_LAYER}
      </span>
    );
  }
  const end = Math.min(...[first, other].map(({ train }) => (train.step.at(-1) ?? -1) + 1));
  if (end === 0) return <span>nothing was trained yet that could be compared.</span>;
  if (layers === null || (until < end && layers.length > 0)) {
    return (
      <span>
        comparing batch {until.toLocaleString('en')} of {end.toLocaleString('en')} …
      </span>
    );
  }
  if (layers.length > 0 && shared === 0) return <span>no batch was watched in both runs.</span>;
  const goesOn = [first, other].some(({ run }) => !hasEnded(run.state));
  return (
    <span>
      <b>identical to the last bit</b>
      {goesOn && ' so far'}: {shared.toLocaleString('en')} batches,{' '}
      {layers.length > 0 ? `${layers.length} layers.` : `loss and accuracy.${NO_LAYER}`}
    </span>
  );
}

const NAMES = {
  mean: 'mean',
  std: 'standard deviation',
  dead: 'share of dead values',
  loss: 'loss',
  accuracy: 'accuracy',
};
const NO_LAYER = ' No layer of that name was watched in both.';

/** Short where that tells them apart. */
function shownBit(value: number, values: readonly number[]): string {
  const isShort = new Set(values.map(written)).size === values.length;
  return isShort ? written(value) : String(value);
}
