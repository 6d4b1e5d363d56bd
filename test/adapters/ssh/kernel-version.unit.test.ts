import { describe, expect, it } from 'vitest';
import { newestKernel, releasesOf } from '../../../src/adapters/ssh/kernel-version.ts';

describe('the newest kernel of a flavour', () => {
  it.each([
    ['Debian', '6.1.0-9-amd64', ['6.1.0-10-amd64', '6.1.0-9-amd64'], '6.1.0-10-amd64'],
    ['another flavour', '6.1.0-9-amd64', ['6.1.0-10-cloud-amd64', '6.1.0-9-amd64'], '6.1.0-9-amd64'],
    ['backports', '6.1.0-0.deb11.17-amd64', ['6.1.0-0.deb11.21-amd64'], '6.1.0-0.deb11.21-amd64'],
    ['Ubuntu', '5.15.0-101-generic', ['5.15.0-113-generic', '6.8.0-40-lowlatency'], '5.15.0-113-generic'],
    [
      'RHEL and its point releases',
      '4.18.0-513.el8.x86_64',
      ['4.18.0-513.5.1.el8_9.x86_64', '4.18.0-553.el8_10.x86_64', '4.18.0-513.el8.x86_64'],
      '4.18.0-553.el8_10.x86_64',
    ],
    ['a debug kernel beside', '5.14.0-1.el9.x86_64', ['5.14.0-2.el9.x86_64+debug'], null],
    ['SUSE', '6.4.0-150600.23.7-default', ['6.4.0-150600.23.14-default'], '6.4.0-150600.23.14-default'],
    [
      'Amazon',
      '6.1.84-99.169.amzn2023.x86_64',
      ['6.1.97-104.177.amzn2023.x86_64'],
      '6.1.97-104.177.amzn2023.x86_64',
    ],
    ['Arch', '6.9.1-arch1-1', ['6.9.10-arch1-1'], '6.9.10-arch1-1'],
    ['nothing installed', '6.1.0-9-amd64', [], null],
  ])('%s', (_what, running, installed, newest) => {
    expect(newestKernel(running, installed)).toBe(newest);
  });
});

describe('release names of images', () => {
  it('takes versions and leaves the rest', () => {
    expect(
      releasesOf([
        '/boot/vmlinuz-6.1.0-25-amd64',
        '/lib/modules/6.9.1-arch1-1/vmlinuz',
        '/boot/vmlinuz-linux',
        '/boot/vmlinuz-0-rescue-1c2d3e',
        '/boot/initrd.img-6.1.0-25-amd64',
        '/boot/vmlinuz-lts',
      ]),
    ).toEqual(['6.1.0-25-amd64', '6.9.1-arch1-1']);
  });
});
