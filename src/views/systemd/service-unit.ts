// The systemd unit of the daemon, hardened: it may read its inventory and its keys, write its database, speak to the
// network, and nothing else. A test asks systemd-analyze what it is worth.

export type ServiceUnit = {
  /** Program and arguments, the program absolute. */
  readonly command: readonly string[];
  readonly user: string;
  /** Absolute directory of the database. */
  readonly stateDirectory: string;
  /** Names of secrets that systemd hands over (`{credential: NAME}` in settings.yaml). */
  readonly credentials: readonly string[];
  /** True where a secret is an environment variable. */
  readonly needsEnvironment: boolean;
};

const hardening = [
  'UMask=0077',
  'NoNewPrivileges=yes',
  'CapabilityBoundingSet=',
  'AmbientCapabilities=',
  'ProtectSystem=strict',
  'PrivateTmp=yes',
  'PrivateDevices=yes',
  'PrivateUsers=yes',
  'PrivateMounts=yes',
  'ProtectProc=invisible',
  'ProcSubset=pid',
  'ProtectClock=yes',
  'ProtectHostname=yes',
  'ProtectKernelLogs=yes',
  'ProtectKernelModules=yes',
  'ProtectKernelTunables=yes',
  'ProtectControlGroups=yes',
  'RestrictNamespaces=yes',
  'RestrictRealtime=yes',
  'RestrictSUIDSGID=yes',
  'LockPersonality=yes',
  'RemoveIPC=yes',
  'KeyringMode=private',
  'RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX',
  'SystemCallArchitectures=native',
  'SystemCallFilter=@system-service',
  'SystemCallFilter=~@privileged @resources @obsolete',
  'SystemCallErrorNumber=EPERM',
  'DevicePolicy=closed',
  '# Cloud metadata is nothing that Stagger asks for. Narrow this to your networks where you can.',
  'IPAddressDeny=169.254.169.254',
  '# Not MemoryDenyWriteExecute=: Node compiles JavaScript to machine code and would not start.',
];

/** One word of a command line as systemd reads it: quoted, and `%` and `$` without their meaning. */
function word(text: string): string {
  const plain = text.replaceAll('%', '%%').replaceAll('$', '$$$$');
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(plain)
    ? plain
    : `"${plain.replace(/["\\]/g, (character) => `\\${character}`)}"`;
}

function isAtHome(path: string): boolean {
  return /^\/(home|root)(\/|$)/.test(path);
}

/** `StateDirectory=` makes and owns the directory, but only below /var/lib. */
function stateLines(directory: string): readonly string[] {
  const name = /^\/var\/lib\/([A-Za-z0-9_.@-]+)$/.exec(directory)?.[1];
  return name === undefined
    ? [`ReadWritePaths=${word(directory)}`]
    : [`StateDirectory=${name}`, 'StateDirectoryMode=0700'];
}

export function serviceUnit(unit: ServiceUnit): string {
  const { command, user, stateDirectory, credentials, needsEnvironment } = unit;
  const home = [...command, stateDirectory].some(isAtHome) ? 'read-only' : 'yes';
  return [
    '[Unit]',
    'Description=Stagger: judges server placement and reboots the fleet in a rolling way',
    'Wants=network-online.target',
    'After=network-online.target time-sync.target',
    '',
    '[Service]',
    'Type=notify',
    '# systemd-notify, a child of the daemon, speaks for it.',
    'NotifyAccess=all',
    'WatchdogSec=120',
    `User=${user}`,
    `ExecStart=${command.map(word).join(' ')}`,
    'ExecReload=/bin/kill -HUP $MAINPID',
    'Restart=on-failure',
    'RestartSec=10',
    '# 2: wrong command line, 78: invalid inventory. Starting again would not mend them.',
    'RestartPreventExitStatus=2 78',
    'TimeoutStartSec=120',
    'TimeoutStopSec=30',
    'LimitNOFILE=65536',
    ...credentials.map((name) => `LoadCredential=${name}:/etc/stagger/credentials/${name}`),
    ...(needsEnvironment ? ['EnvironmentFile=/etc/stagger/environment'] : []),
    '',
    ...stateLines(stateDirectory),
    `ProtectHome=${home}`,
    ...hardening,
    '',
    '[Install]',
    'WantedBy=multi-user.target',
    '',
  ].join('\n');
}
