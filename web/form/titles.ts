/** Keys that say too little by themselves. */
const TITLES: Record<string, string> = {
  kind: 'What to do',
  lr: 'Learning rate',
  startLr: 'First learning rate',
  minLr: 'Least learning rate',
  eps: 'Epsilon',
  sqrMom: 'Momentum of the squares',
  tta: 'Test-time augmentation',
  pct: 'Share of the side',
  pctStart: 'Share of the way up',
  p: 'Probability',
  std: 'Standard deviation',
  sub: 'Subtracted',
  init: 'Initialization',
  maxMult: 'Most times the least loss',
  onNonFinite: 'When the loss is not finite',
};

/** The name of a field for people: `batchSize` is "Batch size". */
export function titleOf(key: string): string {
  const known = Object.hasOwn(TITLES, key) ? TITLES[key] : undefined;
  if (known !== undefined) return known;
  const words = key.replace(/([A-Z])/g, ' $1').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
