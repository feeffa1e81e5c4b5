import { written } from '../../charts/numbers.ts';
import { type PartProps, Section } from './section.tsx';

export function Epochs({ session }: PartProps) {
  session.version.value;
  const rows = [...session.story.epochs.rows].reverse();
  const best = session.run.value!.best?.epoch;
  if (rows.length === 0) return null;
  return (
    <Section title="Epochs">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keys */}
      <section class="scroll" tabIndex={0} aria-label="Epochs, newest first">
        <table>
          <thead>
            <tr>
              <th scope="col">Epoch</th>
              <th scope="col">Train loss</th>
              <th scope="col">Valid loss</th>
              <th scope="col">Train accuracy</th>
              <th scope="col">Valid accuracy</th>
              <th scope="col">Seconds</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ epoch, train, valid }) => (
              <tr key={epoch}>
                <th scope="row">
                  {epoch + 1}
                  {epoch === best && ' (best)'}
                </th>
                <td>{written(train?.loss)}</td>
                <td>{written(valid?.loss)}</td>
                <td>{written(train?.accuracy)}</td>
                <td>{written(valid?.accuracy)}</td>
                <td>{((train?.seconds ?? 0) + (valid?.seconds ?? 0)).toFixed(1)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Section>
  );
}
