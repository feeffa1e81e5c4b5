import { HealthMark } from '../../parts/health-mark.tsx';
import { bySeverity, healthOf } from '../../run/health.ts';
import { type PartProps, Section } from './section.tsx';
import './verdicts.css';

/** What the statistics say, in words: which layer, since when, what it means and what to try. */
export function Verdicts({ session }: PartProps) {
  session.version.value;
  const verdicts = bySeverity(session.story.verdicts);
  if (session.story.layers.size === 0 && verdicts.length === 0) return null;
  return (
    <Section title="Health">
      {verdicts.length === 0 && <p class="hint">Nothing was found in the layers that are watched.</p>}
      <ul class="verdicts">
        {verdicts.map(({ layer, kind, since, message, advice }) => {
          const health = healthOf(kind);
          return (
            <li key={`${layer}/${kind}`} class={`verdict verdict-${health.tone}`}>
              <p>
                <HealthMark {...health} /> <b>{layer === null ? 'the network' : `layer ${layer}`}</b>{' '}
                <span class="hint">since batch {since}</span>
              </p>
              <p>{message}</p>
              {advice && (
                <p>
                  <b>Try:</b> {advice}
                </p>
              )}
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
