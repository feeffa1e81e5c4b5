export { drawColorDim } from './color-dim.ts';
export { drawDeadChart } from './dead-chart.ts';
export { drawLoss } from './loss.ts';
export { drawLrFind, type Search, soFar } from './lr-find.ts';
export { openPainter, type Painter, PictureTooLarge, TooManyPictures } from './png/painter.ts';
export { drawStats } from './stats.ts';
export type { Shown, Subject } from './subject.ts';
