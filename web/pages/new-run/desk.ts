import { computed, type Signal, signal } from '@preact/signals';
import { LearndError } from '../../../client/index.ts';
import { check } from '../../../shared/check.ts';
import type { Issue } from '../../../shared/problem.ts';
import type { Dataset, Device } from '../../../shared/resources.ts';
import { type Image, infeasible } from '../../../shared/spec/feasible.ts';
import { JobSpec } from '../../../shared/spec/job-spec.ts';
import { explain } from '../../connection.ts';
import { placeIssues } from '../../form/issues.ts';
import { layOut } from '../../form/parts.ts';
import { JOB } from '../../form/schema.ts';
import { filledIn, notesOf, type Sheet, sheetOf, typed } from '../../form/sheet.ts';
import { variantOf } from '../../form/variants.ts';

/** The job that is being written: one sheet, what is wrong with it, and what the server has to choose from. */
export class Desk {
  readonly sheet: Signal<Sheet>;
  readonly datasets: Signal<readonly Dataset[]>;
  readonly devices: Signal<readonly Device[]>;
  /** What the server said of what was sent last. */
  readonly refusal = signal<string | null>(null);
  readonly refused = signal<readonly Issue[]>([]);

  readonly checked = computed(() => check(JobSpec, this.sheet.value.document));
  /** The images to train on; null while nobody knows them. */
  readonly image = computed(() => {
    const checked = this.checked.value;
    const name = checked.ok ? checked.value.dataset.name : null;
    const dataset = this.datasets.value.find((one) => one.name === name);
    return dataset ? imageOf(dataset) : null;
  });
  readonly issues = computed((): readonly Issue[] => [...this.#ownIssues(), ...this.refused.value]);
  readonly form = computed(() => layOut(JOB, this.sheet.value.document));
  readonly placed = computed(() => placeIssues(this.form.value, this.issues.value));
  readonly notes = computed(() => notesOf(this.sheet.value, this.issues.value));
  /** What the server is going to take, as far as it can be known here; null while something is wrong. */
  readonly spec = computed((): JobSpec | null => {
    const checked = this.checked.value;
    return this.sheet.value.fault === null && checked.ok && this.#ownIssues().length === 0
      ? checked.value
      : null;
  });

  constructor(document: unknown, datasets: Signal<readonly Dataset[]>, devices: Signal<readonly Device[]>) {
    this.sheet = signal(sheetOf(document));
    this.datasets = datasets;
    this.devices = devices;
  }

  /** A field of the form has another value; undefined: it is left out again. */
  put(pointer: string, value: unknown): void {
    this.#take(filledIn(this.sheet.value, JOB, pointer, value));
  }

  /** Another kind of job, of the same network on the same images. */
  become(kind: string): void {
    const { document } = this.sheet.value;
    this.replace(variantOf(document, kind === 'lr-find' ? kind : 'train'));
  }

  replace(document: unknown): void {
    this.#take(sheetOf(document));
  }

  type(text: string): void {
    this.#take(typed(this.sheet.value, text));
  }

  /**
   * Sends something, and shows a refusal at the fields.
   * @param place where a mistake of what is sent is in the sheet
   * @returns null when it was refused
   */
  async send<T>(request: () => Promise<T>, place = (issue: Issue): Issue => issue): Promise<T | null> {
    this.refusal.value = null;
    this.refused.value = [];
    try {
      return await request();
    } catch (error) {
      const sentence = explain(error);
      const isRefused = error instanceof LearndError;
      const issues = isRefused ? error.errors.map(place) : [];
      // What the fields say need not be said twice.
      this.refusal.value = !isRefused
        ? sentence
        : issues.length > 0
          ? `The server refused it with ${error.status}.`
          : error.detail;
      this.refused.value = issues;
      return null;
    }
  }

  #take(sheet: Sheet): void {
    this.sheet.value = sheet;
    this.refusal.value = null;
    this.refused.value = [];
  }

  #ownIssues(): readonly Issue[] {
    const checked = this.checked.value;
    if (!checked.ok) return checked.issues;
    const image = this.image.value;
    return image ? infeasible(checked.value, image) : [];
  }
}

function imageOf({ image, classes, train }: Dataset): Image {
  const [height = 1, width = 1, channels = 1] = image;
  return { height, width, channels, classes: classes.length, train };
}
