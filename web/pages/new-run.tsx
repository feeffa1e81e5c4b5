export function NewRunPage({ query }: { query: URLSearchParams }) {
  return <h1>New run {query.get('preset')}</h1>;
}
