import { addVectors } from './add-vectors';
import { avgPoolBackward, avgPoolForward } from './avg-pool';
import { batchNormForward, normalize } from './batch-norm';
import { batchNormBackward } from './batch-norm-backward';
import { blend } from './blend';
import { convFilterGradient } from './conv-filter-gradient';
import { convForward } from './conv-forward';
import { convInputGradient } from './conv-input-gradient';
import { countHits } from './count-hits';
import { crossEntropy, crossEntropyGradient } from './cross-entropy';
import { dropout } from './dropout';
import { gatherImages } from './gather-images';
import { generalReluBackward, generalReluForward } from './general-relu';
import { groupNormForward } from './group-norm';
import { groupNormBackward } from './group-norm-backward';
import { copyValues, mirrorImages, shiftImages } from './image-moves';
import { peak } from './peak';
import { pointwiseBackward, pointwiseForward } from './pointwise';
import { statistics } from './statistics';
import { updateParameters } from './updates';

/** Thread `thread` of `threads` does its part of an op, whose arguments lie at `a`. The numbers stand in ../ops.ts too. */
export function perform(op: i32, a: usize, thread: i32, threads: i32): void {
  switch (op) {
    case 1:
      addVectors(a, thread, threads);
      break;
    case 10:
      convForward(a, thread, threads);
      break;
    case 11:
      convInputGradient(a, thread, threads);
      break;
    case 12:
      convFilterGradient(a, thread, threads);
      break;
    case 29:
      peak(a, thread, threads);
      break;
    case 30:
      generalReluForward(a, thread, threads);
      break;
    case 31:
      generalReluBackward(a, thread, threads);
      break;
    case 32:
      statistics(a, thread, threads);
      break;
    case 33:
      batchNormForward(a, thread, threads);
      break;
    case 34:
      batchNormBackward(a, thread, threads);
      break;
    case 35:
      normalize(a, thread, threads);
      break;
    case 36:
      pointwiseForward(a, thread, threads);
      break;
    case 37:
      pointwiseBackward(a, thread, threads);
      break;
    case 38:
      groupNormForward(a, thread, threads);
      break;
    case 39:
      groupNormBackward(a, thread, threads);
      break;
    case 40:
      avgPoolForward(a, thread, threads);
      break;
    case 41:
      avgPoolBackward(a, thread, threads);
      break;
    case 42:
      dropout(a, thread, threads);
      break;
    case 43:
      blend(a, thread, threads);
      break;
    case 60:
      updateParameters(a, thread, threads);
      break;
    case 61:
      crossEntropy(a, thread, threads);
      break;
    case 62:
      crossEntropyGradient(a, thread, threads);
      break;
    case 63:
      countHits(a, thread, threads);
      break;
    case 64:
      gatherImages(a, thread, threads);
      break;
    case 65:
      copyValues(a, thread, threads);
      break;
    case 66:
      shiftImages(a, thread, threads);
      break;
    case 67:
      mirrorImages(a, thread, threads);
      break;
    default:
      unreachable();
  }
}
