import { linkTo } from '../../routing.ts';

/** How to get a first run. */
export function NoRuns() {
  const line = `curl -s ${new URL('jobs', new URL('.', location.href)).href} -H 'content-type: application/json' -d '{"kind": "train", "dataset": {"name": "fashion-mnist-mini"}, "model": {"kind": "cnn"}}'`;
  return (
    <section class="card">
      <h2>Nothing was trained yet</h2>
      <p>
        <a class="button" href={linkTo('new')}>
          Start the first run
        </a>
      </p>
      <p>Or from a terminal:</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keys */}
      <pre class="curl" tabIndex={0}>
        {line}
      </pre>
    </section>
  );
}
