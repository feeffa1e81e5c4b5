import { useEffect, useMemo } from 'preact/hooks';
import { client } from '../connection.ts';
import { RunSession } from '../run/session.ts';
import { ColourDimension } from './run/colour-dimension.tsx';
import { Curves } from './run/curves.tsx';
import { Epochs } from './run/epochs.tsx';
import { Facts } from './run/facts.tsx';
import { Failure } from './run/failure.tsx';
import { Header } from './run/header.tsx';
import { LayerCharts } from './run/layer-charts.tsx';
import { LineNotice } from './run/line-notice.tsx';
import { Logs } from './run/logs.tsx';
import { LrFindCurve } from './run/lr-find.tsx';
import { Network } from './run/network.tsx';
import { Progress } from './run/progress.tsx';
import { Rates } from './run/rates.tsx';
import { Verdicts } from './run/verdicts.tsx';
import { Weights } from './run/weights.tsx';
import './run/run.css';

export function RunPage({ id }: { id: string }) {
  const connection = client.value;
  const session = useMemo(() => new RunSession(connection, id), [connection, id]);
  useEffect(() => {
    session.open();
    return () => session.close();
  }, [session]);
  const isThere = session.run.value !== null;
  return (
    <div class="run">
      <LineNotice session={session} />
      {isThere && (
        <>
          <Header session={session} />
          <Progress session={session} />
          <Failure session={session} />
          <Verdicts session={session} />
          <LrFindCurve session={session} />
          <Curves session={session} />
          <ColourDimension session={session} />
          <LayerCharts session={session} />
          <Rates session={session} />
          <div class="pair wide-left">
            <Network session={session} />
            <div class="stacked">
              <Epochs session={session} />
              <Weights session={session} />
              <Logs session={session} />
            </div>
          </div>
          <Facts session={session} />
        </>
      )}
    </div>
  );
}
