// What the doctor wants to know of the machine that Stagger runs on, from the operating system.

import { constants } from 'node:fs';
import { access, open, stat, statfs } from 'node:fs/promises';
import type { DirectoryExamination } from '../../core/doctor/judge-machine.ts';

/** `f_type` of file systems on which SQLite's locks or its shared memory do not hold (linux/magic.h). */
const networkFileSystems: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB'],
  [0x517b, 'SMB'],
  [0x00c36400, 'Ceph'],
  [0x01021997, '9P'],
  [0x0bd00bd0, 'Lustre'],
]);

/** Never rejects. */
export async function examineDirectory(path: string): Promise<DirectoryExamination> {
  try {
    const found = await stat(path);
    if (!found.isDirectory()) return { kind: 'unreadable', detail: 'it is not a directory' };
    const { bavail, bsize, type } = await statfs(path);
    const isWritable = await access(path, constants.W_OK | constants.X_OK).then(
      () => true,
      () => false,
    );
    return {
      kind: 'present',
      mode: found.mode & 0o777,
      isWritable,
      freeBytes: bavail * bsize,
      networkFileSystem: networkFileSystems.get(type) ?? null,
    };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { kind: 'absent' };
    return { kind: 'unreadable', detail: error instanceof Error ? error.message : String(error) };
  }
}

/** Versions of the time zone data of this Node and of the operating system, each null where it is not told. */
export async function zoneDataVersions(): Promise<{
  readonly own: string | null;
  readonly system: string | null;
}> {
  return { own: process.versions['tz'] ?? null, system: await systemZoneData() };
}

async function systemZoneData(): Promise<string | null> {
  try {
    await using file = await open('/usr/share/zoneinfo/tzdata.zi');
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0);
    return /^# version (\d{4}[a-z]+)/.exec(buffer.toString('latin1', 0, bytesRead))?.[1] ?? null;
  } catch {
    return null;
  }
}
