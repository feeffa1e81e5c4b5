import picocolors from 'picocolors';

/** Colours for a person at a terminal; plain text in pipes and files, even where the environment (CI) asks for more. */
export const colors = picocolors.createColors(picocolors.isColorSupported && process.stdout.isTTY === true);
