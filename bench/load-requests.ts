export type Told = { status: number; route: string; ms: number };

/** What clients do: most ask how far a job is or look at lists; two in a second open a run, and then listen to it. */
const routesOf = (run: string): string[] => [
  ...Array.from({ length: 4 }).flatMap(() => [
    `/jobs/${run}`,
    '/jobs?limit=50',
    `/jobs/${run}`,
    `/runs/${run}`,
    `/jobs/${run}`,
  ]),
  '/runs?sort=-accuracy&limit=50',
  `/runs/${run}/metrics?points=500`,
  '/runs?sort=-accuracy&limit=50',
  `/runs/${run}/activations?points=100`,
  '/runs?sort=-accuracy&limit=50',
];

/** Asks one after the other at a steady pace, whatever the answers take: a slow server does not get fewer requests. */
export function askSteadily(url: string, run: string, perSecond: number): { stop(): Told[] } {
  const told: Told[] = [];
  const routes = routesOf(run);
  let number = 0;
  const ask = async (route: string): Promise<void> => {
    const from = performance.now();
    const answer = await fetch(url + route);
    await answer.arrayBuffer();
    told.push({ status: answer.status, route: route.replace(run, ':id'), ms: performance.now() - from });
  };
  const timer = setInterval(() => void ask(routes[number++ % routes.length]!), 1000 / perSecond);
  return {
    stop() {
      clearInterval(timer);
      return told;
    },
  };
}
