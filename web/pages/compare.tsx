import { FEWEST, MOST, Picker } from './compare/picker.tsx';
import { SideBySide } from './compare/side-by-side.tsx';
import './compare/compare.css';

/** `?ids=a,b,…`: two to six runs beside each other. */
export function ComparePage({ ids: asked }: { ids: string[] }) {
  const ids = [...new Set(asked)];
  if (ids.length >= FEWEST && ids.length <= MOST) {
    return (
      <>
        <h1>Compare {ids.length} runs</h1>
        <SideBySide key={ids.join()} ids={ids} />
      </>
    );
  }
  const said =
    ids.length > MOST
      ? `${ids.length} runs are too many`
      : ids.length === 1
        ? 'One run is too few'
        : 'No run is chosen';
  return (
    <>
      <h1>Compare runs</h1>
      <p>
        {said}: choose {FEWEST} to {MOST}.
      </p>
      <Picker key={ids.join()} chosen={ids} />
    </>
  );
}
