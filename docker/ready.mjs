// `node docker/ready.mjs [URL] [SECONDS]`: ends with 0 once the server at URL can train, with 1 when it cannot after SECONDS.
const { LEARND_PORT: port = '7070' } = process.env;
const [url = `http://127.0.0.1:${port}`, seconds = '0'] = process.argv.slice(2);
const end = Date.now() + Number(seconds) * 1000;

async function lack() {
  try {
    const answer = await fetch(new URL('/readyz', url), { signal: AbortSignal.timeout(5000) });
    return answer.ok ? null : await answer.text();
  } catch (error) {
    return `${url}: ${error.cause?.message ?? error.message}`;
  }
}

let missing = await lack();
while (missing !== null && Date.now() < end) {
  await new Promise((resolve) => setTimeout(resolve, 200));
  missing = await lack();
}
if (missing !== null) console.error(missing);
process.exitCode = missing === null ? 0 : 1;
