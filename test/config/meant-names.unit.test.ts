import { expect, it } from 'vitest';
import { meantNames } from '../../src/config/known-names.ts';

it.each([
  ['r12', ['seoul-a-r12', 'seoul-a-r1', 'seoul-a-r120'], ['seoul-a-r12']],
  ['web-01', ['hv-01', 'store-web-01', 'publish-web-01'], ['publish-web-01', 'store-web-01']],
  ['web-01', ['hv-01', 'db-01'], []],
  ['web-99', ['hv-01', 'db-proxy-01'], []],
  ['store-wbe-01', ['store-web-01', 'hv-01'], ['store-web-01']],
  ['01', ['a-01', 'b-01', 'c-01', 'd-01'], []],
])('%s of %j may mean %j', (name, known, meant) => {
  expect(meantNames(name, known)).toEqual(meant);
});
