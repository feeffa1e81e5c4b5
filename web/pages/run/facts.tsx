import type { ComponentChildren } from 'preact';
import { momentOf, spanOf } from '../../parts/spans.ts';
import { type PartProps, Section } from './section.tsx';

/** What was asked for, and what it was done with: enough to do it again. */
export function Facts({ session }: PartProps) {
  const run = session.run.value!;
  const { facts, spec } = run;
  const receipts =
    facts?.receipts ?? (facts?.receipt ? [{ attempt: run.attempt, step: 0, receipt: facts.receipt }] : []);
  const device = facts?.device;
  return (
    <Section title="What it was made of">
      <dl class="facts">
        <Fact name="Dataset">
          {run.dataset}
          {facts &&
            ` (${facts.dataset.source}; ${facts.dataset.train} to train, ${facts.dataset.valid} to validate)`}
        </Fact>
        {facts?.normalize && (
          <Fact name="Normalized with">
            mean {facts.normalize.mean}, deviation {facts.normalize.std}
          </Fact>
        )}
        <Fact name="Seed">{run.seed}</Fact>
        {device && (
          <Fact name="Device">
            {[
              device.name,
              device.version,
              device.gpu ?? (device.adapter && `software adapter ${device.adapter.name}`),
              device.threads !== null && `${device.threads} threads`,
              device.simd && !device.kernels && 'SIMD',
            ]
              .filter(Boolean)
              .join(', ')}
          </Fact>
        )}
        {facts && (
          <Fact name="Versions">
            {Object.entries(facts.versions)
              .map(([name, version]) => `${name} ${version}`)
              .join(', ')}
          </Fact>
        )}
        {run.startedAt && <Fact name="Started">{momentOf(run.startedAt)}</Fact>}
        {run.finishedAt && <Fact name="Finished">{momentOf(run.finishedAt)}</Fact>}
        <Fact name="Took">{spanOf(run.seconds)}</Fact>
        {receipts.map(({ attempt, step, receipt }) => (
          <Fact key={attempt} name={`Receipt of attempt ${attempt}`}>
            <code>{receipt.digest}</code> from batch {step}, on {receipt.device.platform}
          </Fact>
        ))}
      </dl>
      <details>
        <summary>Spec, as it was filled in</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keys */}
        <pre class="scroll tall" tabIndex={0}>
          {JSON.stringify(spec, null, 2)}
        </pre>
      </details>
    </Section>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
