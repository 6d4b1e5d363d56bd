import { describe, expect, it } from 'vitest';
import { chaosMode } from '../../../../src/core/chaos/chaos-terms.ts';
import type { PersonId } from '../../../../src/core/fleet/ids.ts';
import type { Frame } from '../../../../src/views/html/console/frame.ts';
import { personText, personWords, recordedPerson } from '../../../../src/views/html/console/person-text.ts';
import { catalogues } from '../../../../src/views/text/language.ts';

const ann = 'slack:T0STAGGER/U0ANN' as PersonId;
const ben = 'slack:T0STAGGER/U0BEN' as PersonId;
const words = catalogues.ko;
const frame: Frame = {
  language: 'ko',
  words,
  text: words.console,
  timeZone: 'UTC',
  now: 0,
  speed: 1,
  nameOf: (id) => (id === ann ? 'Ann <b>' : null),
};

describe('a person on a page', () => {
  it.each<[string, string]>([
    [ann, 'Ann <b>'],
    [ben, 'U0BEN'],
    ['daemon', 'Stagger'],
    [chaosMode, '카오스 모드'],
    ['os:ops', 'ops (명령줄)'],
    ['somebody', 'somebody'],
  ])('%s is called %s', (id, name) => {
    expect(personWords(frame, id as PersonId)).toBe(name);
  });

  it('bears the whole id, and their name is text', () => {
    expect(personText(frame, ann).markup).toBe('<span title="slack:T0STAGGER/U0ANN">Ann &lt;b&gt;</span>');
  });

  it('is shown with the id in records, where the name is another', () => {
    expect(recordedPerson(frame, ann).markup).toContain('<span class="fold">U0ANN</span>');
    expect(recordedPerson(frame, ben).markup).not.toContain('fold');
  });
});
