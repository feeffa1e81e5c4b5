import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import type { JobDraft } from '../../../client/index.ts';
import type { Issue } from '../../../shared/problem.ts';
import type { Job } from '../../../shared/resources.ts';
import type { JobSpec } from '../../../shared/spec/job-spec.ts';
import { client } from '../../connection.ts';
import { searchOf, trainingAt } from '../../form/variants.ts';
import { goTo, linkTo } from '../../routing.ts';
import type { Desk } from './desk.ts';
import { DeskContext } from './desk-context.ts';
import { DeviceList } from './device-list.tsx';
import { JsonEditor } from './json-editor.tsx';
import { Outlook } from './outlook.tsx';
import { RateSearch } from './rate-search.tsx';
import { SpecForm } from './spec-form.tsx';

type WorkbenchProps = {
  desk: Desk;
  /** What the main button says. */
  verb: string;
  /** Queues the job of the form. */
  start: (spec: JobSpec) => Promise<Job>;
  /** Where a mistake that the server names is in the form. */
  place?: (issue: Issue) => Issue;
  children?: ComponentChildren;
};

/** The job as a form and as text beside each other, and what can be done with it. */
export function Workbench({ desk, verb, start, place, children }: WorkbenchProps) {
  const search = useSignal<string | null>(null);
  const isBusy = useSignal(false);
  const spec = desk.spec.value;
  const send = async (request: () => Promise<Job>, placed = place): Promise<Job | null> => {
    isBusy.value = true;
    const job = await desk.send(request, placed);
    isBusy.value = false;
    return job;
  };
  const train = async () => {
    // Not the one that was drawn: a rate may just have been put into it.
    const asked = desk.spec.value;
    if (!asked) return;
    const job = await send(() => start(asked));
    if (job) goTo(linkTo('runs', job.id));
  };
  const find = async () => {
    const draft = searchOf(desk.sheet.value.document) as JobDraft;
    const job = await send(() => client.value.submit(draft), undefined);
    if (job) search.value = job.id;
  };
  const take = (lr: number) => {
    desk.replace(trainingAt(desk.sheet.value.document, lr));
  };
  return (
    <DeskContext.Provider value={desk}>
      <form
        class="workbench"
        onSubmit={(event) => {
          event.preventDefault();
          train();
        }}
      >
        <div class="written">
          {children}
          <SpecForm />
          <DeviceList devices={desk.devices.value} />
        </div>
        <div class="beside">
          {search.value && (
            <RateSearch
              key={search.value}
              id={search.value}
              isBusy={isBusy.value || desk.sheet.value.fault !== null}
              onTake={take}
              onTrain={(lr) => {
                take(lr);
                train();
              }}
            />
          )}
          <JsonEditor />
        </div>
        <div class="card bar">
          <button type="submit" class="primary" disabled={isBusy.value || !spec}>
            {spec?.kind === 'lr-find' ? 'Start the search' : verb}
          </button>
          <button type="button" disabled={isBusy.value || !spec} onClick={find}>
            Find the learning rate
          </button>
          <Outlook />
          {desk.refusal.value && <p role="alert">{desk.refusal.value}</p>}
        </div>
      </form>
    </DeskContext.Provider>
  );
}
