import { tf } from '../../engine/index.ts';
import { Callback } from '../callback.ts';
import type { Learner } from '../learner.ts';

/**
 * Notebook 14's test-time augmentation: in validation, the predictions (logits) of the images and of their mirror images,
 * averaged; in training, those of the learner. Hooks that watch validation see both passes.
 */
export class TestTimeAugmentation extends Callback {
  override predict(learn: Learner): void {
    learn.predict();
    if (learn.training) return;
    const { batch, predictions } = learn;
    const mirrored = tf.reverse(batch.x, 2);
    try {
      learn.batch = { ...batch, x: mirrored };
      learn.predict();
    } finally {
      learn.batch = batch;
    }
    learn.predictions = tf.mul(tf.add(predictions, learn.predictions), 0.5);
  }
}
