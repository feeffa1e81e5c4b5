import { captionOf, PRESETS, presetOf } from '../../form/presets.ts';
import { goTo, linkTo } from '../../routing.ts';

/** Begins anew with a job of the course. */
export function PresetSelect({ chosen }: { chosen: string | null }) {
  const preset = presetOf(chosen);
  return (
    <div class="field presets">
      <label for="preset">Begin with</label>
      <select
        id="preset"
        aria-describedby="preset-note"
        value={preset?.key ?? ''}
        onChange={({ currentTarget: { value } }) =>
          goTo(linkTo('new', undefined, value === '' ? {} : { preset: value }))
        }
      >
        <option value="">an empty form</option>
        {PRESETS.map(({ title, presets }) => (
          <optgroup key={title} label={title}>
            {presets.map((one) => (
              <option key={one.key} value={one.key}>
                {captionOf(one)}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
      <p class="hint" id="preset-note">
        {preset?.note ?? 'Runs of the course, with the accuracy that its notebooks have.'}
      </p>
    </div>
  );
}
