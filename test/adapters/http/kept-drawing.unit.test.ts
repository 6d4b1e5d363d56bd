import { expect, it } from 'vitest';
import { keptDrawing } from '../../../src/adapters/http/kept-drawing.ts';

it('draws again only for other figures, also where two ask at once', async () => {
  let drawn = 0;
  const drawing = keptDrawing((figures: readonly number[]) => {
    drawn += 1;
    return Promise.resolve(figures.join());
  });
  expect(await Promise.all([drawing([1, 2]), drawing([1, 2])])).toEqual(['1,2', '1,2']);
  expect(drawn).toBe(1);
  expect(await drawing([1, 3])).toBe('1,3');
  expect(await drawing([1, 2])).toBe('1,2');
  expect(drawn).toBe(3);
});

it('keeps no drawing that failed', async () => {
  let tries = 0;
  const drawing = keptDrawing(() => {
    tries += 1;
    return tries === 1 ? Promise.reject(new Error('no font')) : Promise.resolve('drawn');
  });
  await expect(drawing([])).rejects.toThrow('no font');
  expect(await drawing([])).toBe('drawn');
});
