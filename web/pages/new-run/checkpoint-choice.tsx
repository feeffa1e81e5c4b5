import type { Checkpoint, Run } from '../../../shared/resources.ts';
import { initFrom } from '../../form/forking.ts';
import { own } from '../../form/schema.ts';
import { linkTo } from '../../routing.ts';
import type { Desk } from './desk.ts';

type CheckpointChoiceProps = { desk: Desk; run: Run; checkpoints: readonly Checkpoint[] };

/** Which weights the fork goes on from. Says the same as the init of the form, in words. */
export function CheckpointChoice({ desk, run, checkpoints }: CheckpointChoiceProps) {
  const init = own(desk.sheet.value.document, 'init');
  const at = checkpoints.findIndex(({ artifact }) => artifact === own(init, 'artifact'));
  const chosen = checkpoints[at];
  const hasState =
    chosen !== undefined && own(init, 'optimizer') === chosen.optimizer && chosen.optimizer !== null;
  return (
    <section class="card origin" aria-labelledby="origin-title">
      <h2 id="origin-title">
        Fork of <a href={linkTo('runs', run.id)}>{run.name ?? run.id}</a>
      </h2>
      {checkpoints.length === 0 ? (
        <p>This run has kept no weights: what is started here begins with the init of the form.</p>
      ) : (
        <>
          <div class="field">
            <label for="checkpoint">Goes on from</label>
            <select
              id="checkpoint"
              value={at}
              onChange={({ currentTarget }) =>
                desk.put('/init', initFrom(checkpoints[Number(currentTarget.value)]!, hasState))
              }
            >
              {at < 0 && <option value={-1}>the init of the form</option>}
              {checkpoints.map(({ artifact, epoch, step }, i) => (
                <option key={`${step} ${artifact}`} value={i}>
                  epoch {epoch + 1}, batch {step.toLocaleString('en')}
                  {i === checkpoints.length - 1 ? ' (the last)' : ''}
                </option>
              ))}
            </select>
          </div>
          <label class="switch">
            <input
              type="checkbox"
              checked={hasState}
              disabled={!chosen?.optimizer}
              onChange={({ currentTarget }) => desk.put('/init', initFrom(chosen!, currentTarget.checked))}
            />
            Go on with the optimizer's averages too
          </label>
          <p class="hint">Only what is changed below is sent to the server.</p>
        </>
      )}
    </section>
  );
}
