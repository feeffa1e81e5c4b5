import './progress-bar.css';

export function ProgressBar({ done, of, label }: { done: number; of: number; label: string }) {
  return <progress class="progress" value={done} max={Math.max(1, of)} aria-label={label} />;
}
