import type { ModelSummary } from '../../../shared/resources.ts';
import { written } from '../../charts/numbers.ts';
import { HealthMark } from '../../parts/health-mark.tsx';
import { layerHealth } from '../../run/health.ts';
import { type PartProps, Section } from './section.tsx';
import './network.css';

const count = new Intl.NumberFormat('en');

/** The network as a stack: what each layer gives and holds, and how those that are watched do. */
export function Network({ session }: PartProps) {
  session.version.value;
  const { story } = session;
  const facts = session.run.value!.facts;
  if (!facts) return null;
  const rows =
    facts.summary?.layers ??
    facts.layers.map((layer) => ({ ...layer, output: [], parameters: 0, mflops: 0 }));
  return (
    <Section title="The network">
      <p class="hint">
        {count.format(facts.parameters)} parameters
        {facts.summary && <>, {facts.summary.mflops.toFixed(1)} million operations for one image</>}
        {pathsOf(facts.summary)}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keys */}
      <section class="scroll tall" tabIndex={0} aria-label="Layers, from input to output">
        <table class="stack">
          <thead>
            <tr>
              <th scope="col">Layer</th>
              <th scope="col">Kind</th>
              <th scope="col">Health</th>
              <th scope="col">Parameters</th>
              <th scope="col">Output</th>
              <th scope="col">Mean</th>
              <th scope="col">Std</th>
              <th scope="col">Dead</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, kind, output, parameters }) => {
              const table = story.layers.get(name);
              const health = table && layerHealth(story.verdicts, name);
              const last = (column: 'mean' | 'std' | 'dead') => table?.[column].values.at(-1);
              const dead = last('dead');
              return (
                <tr key={name} class={health ? `of-${health.tone}` : undefined}>
                  <th scope="row">{name || '(all)'}</th>
                  <td>{kind}</td>
                  <td>{health && <HealthMark {...health} />}</td>
                  <td>{parameters > 0 ? count.format(parameters) : ''}</td>
                  <td>{output.join(' × ')}</td>
                  <td>{table && written(last('mean'))}</td>
                  <td>{table && written(last('std'))}</td>
                  <td>{dead !== undefined && `${(100 * dead).toFixed(0)} %`}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </section>
    </Section>
  );
}

/** Which layers TensorFlow.js does alone, where that is known. */
function pathsOf(summary: ModelSummary | undefined): string {
  const known = summary?.layers.filter(({ path }) => path) ?? [];
  if (known.length === 0) return '';
  const alone = known.filter(({ path }) => path === 'tfjs').map(({ name }) => name);
  return alone.length === 0
    ? '; all layers run on learnd\u2019s own kernels'
    : `; on learnd\u2019s own kernels all but ${alone.join(', ')}`;
}
