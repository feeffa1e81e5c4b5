import { clockOf } from '../../parts/spans.ts';
import { type PartProps, Section } from './section.tsx';

export function Logs({ session }: PartProps) {
  session.version.value;
  const logs = [...session.story.logs].reverse();
  if (logs.length === 0) return null;
  return (
    <Section title="Log">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keys */}
      <section class="scroll" tabIndex={0} aria-label="Log, newest first">
        <ol class="logs">
          {logs.map(({ seq, time, level, message }) => (
            <li key={seq} class={`log-${level}`}>
              <time dateTime={time}>{clockOf(time)}</time> {level !== 'info' && <b>{level}: </b>}
              {message}
            </li>
          ))}
        </ol>
      </section>
    </Section>
  );
}
