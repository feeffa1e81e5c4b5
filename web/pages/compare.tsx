export function ComparePage({ ids }: { ids: string[] }) {
  return <h1>Compare {ids.length} runs</h1>;
}
