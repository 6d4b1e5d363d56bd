import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { listenToSignals } from '../../src/app/signals.ts';

it('a reload that is asked for while the daemon starts is done once it has started, and once', () => {
  const source = new EventEmitter();
  const signals = listenToSignals(source);
  // Without a listener, SIGHUP would end the process.
  expect(source.listenerCount('SIGHUP')).toBe(1);
  source.emit('SIGHUP');
  source.emit('SIGHUP');
  let reloads = 0;
  signals.onReload(() => (reloads += 1));
  expect(reloads).toBe(1);
  source.emit('SIGHUP');
  expect(reloads).toBe(2);
});

it('nothing is reloaded that nobody asked for', () => {
  let reloads = 0;
  listenToSignals(new EventEmitter()).onReload(() => (reloads += 1));
  expect(reloads).toBe(0);
});

it.each(['SIGINT', 'SIGTERM'])('%s is remembered from the first moment on', async (signal) => {
  const source = new EventEmitter();
  const signals = listenToSignals(source);
  expect(signals.isStopped()).toBe(false);
  source.emit(signal);
  await signals.stopped;
  expect(signals.isStopped()).toBe(true);
  // A second one is nobody's: it ends the process.
  expect(source.listenerCount(signal)).toBe(0);
});
