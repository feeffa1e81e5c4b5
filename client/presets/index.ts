export { LADDER, type Rung } from './ladder.ts';
export { COURSE_ACCURACY, COURSE_EPOCHS, lesson } from './lesson.ts';
