import { win32 } from 'node:path';
import { homedir } from 'node:os';
import { expect, it } from 'vitest';
import { dataPlaces, placesFor } from '#main/moving/places.ts';

const ROAMING = String.raw`C:\Users\ana\AppData\Roaming\afterword`;
const LOCAL = String.raw`C:\Users\ana\AppData\Local\afterword`;
const LOCALAPPDATA = String.raw`C:\Users\ana\AppData\Local`;

it('lie outside of the profile on Windows, and where they were elsewhere', () => {
  expect(dataPlaces(ROAMING, 'win32', { LOCALAPPDATA })).toEqual({
    local: LOCAL,
    roaming: ROAMING,
    stays: false,
  });
  expect(dataPlaces(ROAMING, 'win32', {}).local).toBe(win32.join(homedir(), 'AppData', 'Local', 'afterword'));
  for (const platform of ['linux', 'darwin'] as const)
    expect(dataPlaces('/home/ana/.config/afterword', platform, { LOCALAPPDATA })).toEqual({
      local: '/home/ana/.config/afterword',
      roaming: null,
      stays: false,
    });
  // Both names can be given the same folder.
  expect(dataPlaces(LOCAL, 'win32', { LOCALAPPDATA }).roaming).toBe(null);
});

it('are one where the site, the environment or the command line names another folder', () => {
  const usual = dataPlaces(ROAMING, 'win32', { LOCALAPPDATA });
  expect(placesFor('D:\\Data', usual, false)).toEqual({ local: 'D:\\Data', roaming: null, stays: false });
  expect(placesFor(ROAMING, usual, false)).toEqual({ local: ROAMING, roaming: null, stays: false });
  expect(placesFor(LOCAL, usual, false)).toEqual(usual);
  expect(placesFor(LOCAL, usual, true)).toEqual({ ...usual, stays: true });
});
