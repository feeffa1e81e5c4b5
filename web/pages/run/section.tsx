import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import type { RunSession } from '../../run/session.ts';

/** What every part of the page is given. */
export type PartProps = { session: RunSession };

type SectionProps = { title: string; tools?: ComponentChildren; children: ComponentChildren };

/** A part of the page with a name. */
export function Section({ title, tools, children }: SectionProps) {
  const name = useId();
  return (
    <section class="card part" aria-labelledby={name}>
      <div class="part-head">
        <h2 id={name}>{title}</h2>
        {tools}
      </div>
      {children}
    </section>
  );
}
