/** One thing that was looked at. `bad` keeps learnd from working here; `note` is worth knowing. */
export type Finding = {
  about: string;
  status: 'good' | 'note' | 'bad';
  text: string;
};

export const good = (about: string, text: string): Finding => ({ about, status: 'good', text });
export const note = (about: string, text: string): Finding => ({ about, status: 'note', text });
export const bad = (about: string, text: string): Finding => ({ about, status: 'bad', text });

/** What a look finds; that it failed is a finding too. */
export async function found(about: string, look: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await look();
  } catch (error) {
    return [bad(about, error instanceof Error ? error.message : String(error))];
  }
}
