/** Trouble that was there in the first batches comes from the weights or the pixels; what came later, from training. */
export const onset = (since: number): 'start' | 'training' => (since < 5 ? 'start' : 'training');
