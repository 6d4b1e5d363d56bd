// The unit as systemd itself reads and judges it.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { serviceUnit } from '../../../src/views/systemd/service-unit.ts';

const unit = {
  command: ['/usr/bin/env', '/opt/stagger/bin/stagger.js', 'run', '--inventory', '/etc/stagger/inventory'],
  user: 'stagger',
  stateDirectory: '/var/lib/stagger',
  credentials: ['bot_token'],
  needsEnvironment: false,
};

describe('the unit', () => {
  it('quotes what systemd would read as something else', () => {
    const text = serviceUnit({ ...unit, command: ['/opt/my stagger/100%/$x"y'] });
    expect(text).toContain('ExecStart="/opt/my stagger/100%%/$$x\\"y"\n');
  });

  it('hands over secrets, and makes only directories of its own', () => {
    expect(serviceUnit(unit)).toContain(
      'LoadCredential=bot_token:/etc/stagger/credentials/bot_token\n\nStateDirectory=stagger\n',
    );
    expect(serviceUnit({ ...unit, stateDirectory: '/srv/x' })).toContain('ReadWritePaths=/srv/x\n');
    expect(serviceUnit({ ...unit, stateDirectory: '/home/a/x' })).toContain('ProtectHome=read-only\n');
  });

  it.skipIf(!existsSync('/usr/bin/systemd-analyze'))('is exposed to at most 2.0 of 10, and sound', () => {
    const directory = mkdtempSync(join(tmpdir(), 'stagger-unit-'));
    try {
      const path = join(directory, 'stagger.service');
      writeFileSync(path, serviceUnit(unit));
      // Ends with an error above the threshold, which is in tenths.
      execFileSync('systemd-analyze', ['security', '--offline=true', '--threshold=20', path]);
      const plain = '[Service]\nExecStart=/usr/bin/env\n';
      writeFileSync(path, plain);
      expect(() =>
        execFileSync('systemd-analyze', ['security', '--offline=true', '--threshold=20', path], {
          stdio: 'ignore',
        }),
      ).toThrow();
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
