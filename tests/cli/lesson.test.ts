import { describe, expect, it } from 'vitest';
import { COURSE_EPOCHS, lesson } from '../../client/presets/index.ts';
import { check } from '../../shared/check.ts';
import { JobSpec } from '../../shared/spec/job-spec.ts';

describe("the lesson's job", () => {
  it.each([true, false])('is one that the server takes, with the recipe of the course (mini: %s)', (mini) => {
    const checked = check(JobSpec, lesson({ mini, epochs: COURSE_EPOCHS }));
    expect(checked).toMatchObject({
      ok: true,
      value: {
        dataset: { normalize: { mean: 0.28, std: 0.35 } },
        model: {
          filters: [8, 16, 32, 64],
          kernel: 3,
          activation: { kind: 'general-relu', leak: 0.1, sub: 0.4, max: null },
          norm: { kind: 'batch' },
        },
        init: { kind: 'kaiming', distribution: 'normal' },
        optimizer: { kind: 'momentum', lr: 1.5, momentum: 0.9 },
        epochs: 3,
      },
    });
  });

  it("trains on all images in the course's batches", () => {
    const { dataset, batchSize } = lesson({ mini: false, epochs: 1 });
    expect({ name: dataset.name, batchSize }).toEqual({ name: 'fashion-mnist', batchSize: 1024 });
  });
});
