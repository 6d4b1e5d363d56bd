// The program with which the doctor looks at a host: may our login reboot it, and what else there would. Fixed text, no
// inventory value in it; it reads, lists and asks, and changes nothing. As in the probe, no single quote, newline,
// exclamation mark or doubled backslash: it is one word in single quotes for every login shell.

/** Units that reboot a machine by themselves when they think that it is time. */
const rebootingUnits =
  'rebootmgr.service zincati.service locksmithd.service kured.service transactional-update.timer';

const right = [
  'c="systemctl reboot"; command -v systemctl >/dev/null || c=reboot; set -f;',
  'if [ "$(id -u)" = 0 ]; then say "right root";',
  'else if command -v sudo >/dev/null; then',
  'if r=$(sudo -n -l $c 2>&1); then say "right allowed"; sudo -n -l | while read -r l; do say "rule $l"; done;',
  'else set -- $r; say "right refused $*"; fi;',
  'else say "right refused sudo: not installed"; fi; fi; set +f;',
];

const apt = [
  'if command -v unattended-upgrade >/dev/null; then apt-config dump | while read -r k v; do case $k in',
  'Unattended-Upgrade::Automatic-Reboot|Unattended-Upgrade::Automatic-Reboot-Time|APT::Periodic::Unattended-Upgrade)',
  'say "apt $k $v";; esac; done; fi;',
];

const dnf = [
  'for f in /etc/dnf/automatic.conf /etc/dnf/dnf5-plugins/automatic.conf; do [ -r $f ] &&',
  'while IFS="= " read -r k v x; do [ "$k" = reboot ] && say "dnf-reboot $v"; done <$f; done;',
];

const services = [
  'if command -v systemctl >/dev/null; then t=; command -v timeout >/dev/null && t="timeout 5";',
  `for u in ${rebootingUnits}; do $t systemctl is-active --quiet $u && say "service $u"; done;`,
  'for u in dnf-automatic.timer dnf-automatic-install.timer dnf5-automatic.timer; do',
  '$t systemctl is-enabled --quiet $u && say "dnf-timer $u"; done; fi;',
  'for p in /proc/[0-9]*/comm; do n=; read -r n <$p; [ "$n" = kured ] && say "process $n"; done;',
];

const files = [
  'for f in /etc/needrestart/needrestart.conf /etc/needrestart/conf.d/*.conf; do [ -r "$f" ] &&',
  'grep -q "^[[:space:]]*.nrconf{restart} *= *.a.;" "$f" && say "needrestart $f"; done;',
  'for f in /etc/crontab /etc/cron.d/* /etc/cron.daily/* /etc/cron.weekly/* /etc/cron.monthly/*',
  '/var/spool/cron/crontabs/root /var/spool/cron/root; do [ -f "$f" ] && [ -r "$f" ] &&',
  'grep -Eq "^[^#]*(shutdown +-r|systemctl +reboot|/reboot( |$)|[ ;&]reboot *$)" "$f" && say "cron $f"; done;',
  '[ -e /run/systemd/shutdown/scheduled ] && say scheduled-shutdown;',
];

/** The script itself, for `sh -c`. */
export const inspectionScript: string = [
  ': stagger inspect; exec 2>/dev/null; LC_ALL=C; export LC_ALL;',
  'PATH=${PATH:-/usr/bin:/bin}:/usr/sbin:/sbin:/usr/bin:/bin;',
  'say() { printf "%s\\n" "$1"; }; say "stagger/1 inspection";',
  '[ -n "$STAGGER_FORCED_COMMAND" ] && say "forced-command yes";',
  ...right,
  ...apt,
  ...dnf,
  ...services,
  ...files,
  'say "stagger/1 inspected"',
].join(' ');

export const inspectionCommand: string = `exec /bin/sh -c '${inspectionScript}'`;
