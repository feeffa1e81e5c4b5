import { createRequire } from 'node:module';
import path from 'node:path';

const { resolve } = createRequire(import.meta.url);
const FOLDER = path.join(path.dirname(resolve('dejavu-fonts-ttf/package.json')), 'ttf');
const FAMILY = 'DejaVu Sans';

/** Machines that serve often have no fonts, and without one there is no text: so these come along. */
export const FONTS = {
  loadSystemFonts: false,
  fontFiles: ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((file) => path.join(FOLDER, file)),
  defaultFontFamily: FAMILY,
  sansSerifFamily: FAMILY,
};
