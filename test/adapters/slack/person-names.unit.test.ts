import { expect, it } from 'vitest';
import { createPersonNames } from '../../../src/adapters/slack/person-names.ts';
import type { Person } from '../../../src/adapters/slack/people.ts';
import type { PersonId } from '../../../src/core/fleet/ids.ts';

const id = (user: string, team = 'T0') => `slack:${team}/${user}` as PersonId;
const settled = () => new Promise((resolve) => setImmediate(resolve));

it('is known at the next look, asks for a few at a time, and for nobody of another workspace', async () => {
  const asked: string[] = [];
  const names = createPersonNames(
    (user): Promise<Person> => {
      asked.push(user);
      return Promise.resolve({
        language: 'en',
        kind: 'member',
        name: user === 'U9' ? null : `name of ${user}`,
      });
    },
    () => 'T0',
  );
  expect(names(id('U1'))).toBeNull();
  await settled();
  expect(names(id('U1'))).toBe('name of U1');
  expect(names(id('U1', 'T1'))).toBeNull();
  expect(names('os:root' as PersonId)).toBeNull();
  await settled();
  asked.length = 0;
  for (let user = 2; user < 40; user += 1) names(id(`U${user}`));
  expect(asked).toHaveLength(10);
  await settled();
  expect(names(id('U9'))).toBeNull();
});
