// The program that a probe runs on a host: fixed text, no inventory value in it, nothing written on the host. It stays
// in a `read` loop on one channel, so that a warm read of all facts is one line there and one answer back.
//
// Wire grammar (small, so that a forced command can serve it too): we write `facts N`, the host answers
// `stagger/1 begin N`, lines of `key value`, `stagger/1 end N`. N only ties an answer to its question.
//
// The text must pass unchanged through sh, csh and fish as one word in single quotes: no single quote, no newline, no
// exclamation mark and no doubled backslash (held by a test). It uses builtins, except for: date (not under bash),
// awk and ss for the lists, systemctl, systemd-detect-virt once a connection, and rpm and
// dpkg-query every quarter of an hour. Each fact that cannot be read is left out.

/** File systems whose mount points are facts about a server; the rest comes and goes with containers and sessions. */
const realFileSystems =
  'ext2 ext3 ext4 xfs btrfs zfs bcachefs f2fs jfs reiserfs nilfs2 vfat exfat ntfs3 nfs nfs4 cifs smb3 ceph ' +
  'glusterfs fuse.glusterfs fuse.ceph fuse.sshfs lustre ocfs2 gfs2 9p virtiofs';

/**
 * Mount points; and listeners where there is no `ss`. /proc/net/tcp makes the kernel walk its table of all
 * connections (4 ms where that table is large), which `ss` does not, so `ss` is preferred. Listeners come before
 * connections (state 01) in that file: reading stops there.
 */
const listsProgram = [
  `fs=" ${realFileSystems} ";`,
  'f="/proc/mounts"; while((getline<f)>0) if($2=="/"||index(fs," " $3 " ")) print "mount",$2;',
  'print "mounts-known yes";',
  'f="/proc/net/route"; while((getline<f)>0) if($8~/^[0-9A-F]/) print "route",$1,$2 "/" $8,$3;',
  'f="/proc/net/ipv6_route"; while((getline<f)>0) if($5~/[1-9a-f]/) print "route",$10,$1 "/" $2,$5;',
  'print "routes-known yes"; if(length(ss)) exit;',
  'split("/proc/net/tcp /proc/net/tcp6 /proc/net/udp /proc/net/udp6",p," ");',
  'for(i=1;i<=4;i++) while((getline<p[i])>0){',
  'if(i<3&&$4=="0A") print "tcp-hex",$2; else if(i<3&&$4=="01") break; else if(i>2&&$4=="07") print "udp-hex",$2}',
  'print "listeners-known yes"',
].join(' ');

/**
 * What `needs-restarting -r` (dnf and yum) counts as needing a reboot when it was installed after the boot. rpm is asked
 * directly: needs-restarting takes seconds of Python and, for a login that is not root, makes a cache directory on the host.
 */
const rpmPackages =
  'kernel kernel-core kernel-rt kernel-rt-core kernel-PAE kernel-uek linux-firmware microcode_ctl glibc systemd udev ' +
  'openssl-libs gnutls dbus dbus-broker dbus-daemon';

/** Package databases are asked anew after this long on one connection: what is installed changes seldom. */
const PACKAGES_EVERY_S = 900;

const onceAConnection = [
  ': stagger probe;',
  'exec 2>/dev/null; LC_ALL=C; export LC_ALL; PATH=${PATH:-/usr/bin:/bin}:/usr/sbin:/sbin:/usr/bin:/bin;',
  'nl=$(printf "%b." "\\n"); nl=${nl%.};',
  'os=; id=; like=; if [ -r /etc/os-release ]; then',
  'while IFS== read -r k v; do case $k in PRETTY_NAME) os=$v;; ID) id=$v;; ID_LIKE) like=$v;; esac; done </etc/os-release;',
  'fi;',
  'kr=; read -r kr </proc/sys/kernel/osrelease;',
  'vi=; if [ -r /run/systemd/container ]; then read -r vi </run/systemd/container;',
  'elif command -v systemd-detect-virt >/dev/null; then vi=$(systemd-detect-virt); fi;',
  'sc=; command -v systemctl >/dev/null && sc=systemctl; command -v timeout >/dev/null && sc=${sc:+timeout -k 1 5 systemctl};',
  'cy=; command -v chronyc >/dev/null && cy=chronyc; command -v timeout >/dev/null && cy=${cy:+timeout -k 1 2 chronyc};',
  'fc=no; [ -n "$STAGGER_FORCED_COMMAND" ] && fc=yes;',
  'lp=; command -v ss >/dev/null && lp="ss -H -lntu";',
  // Without `timeout` a package database that hangs would hang the probe: then it is not asked.
  'rp=; dq=; if command -v timeout >/dev/null; then command -v rpm >/dev/null && rp="timeout -k 1 3 rpm";',
  'command -v dpkg-query >/dev/null && dq="timeout -k 1 3 dpkg-query"; fi; pa=; vl=; read -r vl </proc/version;',
  // Only if one of these is installed does a missing flag mean "no reboot needed" on Debian.
  'fw=; for f in /usr/share/update-notifier/notify-reboot-required /etc/kernel/postinst.d/unattended-upgrades',
  '/etc/kernel/postinst.d/update-notifier; do [ -e $f ] && fw=yes; done;',
];

const onceARequest = [
  'b=; read -r b </proc/sys/kernel/random/boot_id; u=; read -r u x </proc/uptime;',
  't=$EPOCHREALTIME; [ -n "$t" ] || t=$(date +%s%N);',
  // Field 22 of /proc/1/stat; the command name before it may hold blanks and brackets.
  'st=; read -r st </proc/1/stat; st=${st##*) }; set -- $st; it=${20};',
  'm=; read -r x m x </proc/meminfo; c=; read -r c </sys/devices/system/cpu/online;',
  'nl1=no; { [ -e /run/nologin ] || [ -e /etc/nologin ]; } && nl1=yes;',
  'rr=no; { [ -e /run/reboot-required ] || [ -e /var/run/reboot-required ]; } && rr=yes;',
  'pk=; if [ -r /run/reboot-required.pkgs ]; then',
  'while read -r p; do pk="$pk $p"; [ ${#pk} -gt 400 ] && break; done </run/reboot-required.pkgs; fi;',
  'sn=; [ -e /run/reboot-needed ] && { sn=reboot; read -r sn </run/reboot-needed; };',
  `if [ -z "$pa" ] || [ $((\${u%%.*} - pa)) -ge ${PACKAGES_EVERY_S} ]; then pa=\${u%%.*}; ri=; dv=;`,
  `[ -n "$rp" ] && for w in $($rp -q --qf "%{INSTALLTIME}:%{NAME} " ${rpmPackages}); do`,
  'case $w in [0-9]*:*) ri="$ri $w";; esac; done;',
  '[ -n "$dq" ] && dv=$($dq -W -f "\\${Version}" linux-image-$kr); fi;',
  'ks=; for f in /boot/vmlinuz-* /lib/modules/*/vmlinuz; do [ -e "$f" ] && ks="$ks $f"; done;',
  'sy=; fk=; fu=; if [ -n "$sc" ]; then sy=$($sc is-system-running); case $sy in running) fk=yes;;',
  '*) fl=$($sc list-units --state=failed --no-legend --plain --no-pager) && fk=yes;',
  'set -f; IFS=$nl; for l in $fl; do fu="$fu ${l%% *}"; done; unset IFS; set +f;; esac; fi;',
  'un=; uk=; if [ -n "$sc" ]; then ul=$($sc list-units --type=service --state=active --no-legend --plain --no-pager) && uk=yes;',
  'set -f; IFS=$nl; for l in $ul; do un="$un ${l%% *}"; done; unset IFS; set +f; fi;',
  'ds=; for d in /sys/block/*/size; do dn=${d#/sys/block/}; dn=${dn%/size};',
  'case $dn in [*]|loop*|ram*|zram*|dm-*|sr*|fd*|nbd*|md*) continue;; esac; dz=; read -r dz <$d; ds="$ds $dn:$dz"; done;',
  'ts=; if [ -e /run/systemd/timesync/synchronized ]; then ts=yes; elif [ -n "$cy" ]; then',
  'case $($cy -n tracking) in *"Not synchronised"*) ts=no;; *"Leap status"*) ts=yes;; esac; fi;',
  `ls=$(awk -v ss="$lp" "BEGIN{${listsProgram.replaceAll(/["$]/g, '\\$&')}}");`,
  'li=; [ -n "$lp" ] && li=$($lp && echo listeners-known yes);',
  'v=; read -r v x </proc/uptime;',
];

/**
 * One `printf`, so that the answer is one write and mostly one packet. What changes from answer to answer comes first:
 * the rest is often the same text as last time and is then not read again.
 */
const answer = [
  'printf "%s\\n" "stagger/1 begin $n" "uptime $u" "uptime-end $v" "time $t" "boot $b" "init $it" "kernel $kr"',
  '"os $os" "family $id $like" "virt $vi" "memory $m" "cpus $c" "nologin $nl1" "fenced $fc" "flag $rr$pk" "flag-writer $fw"',
  '"suse-flag $sn" "rpm-installed$ri" "kernel-build $vl" "kernel-package $dv" "kernels$ks" "system $sy" "failed-known $fk" "failed$fu" "units-known $uk" "units$un" "disks$ds" "synced $ts" "$ls" "$li" "stagger/1 end $n"',
].join(' ');

/** The script itself, for `sh -c`. */
export const probeScript: string = [
  ...onceAConnection,
  'while read -r q n; do [ "$q" = facts ] || continue;',
  ...onceARequest,
  `${answer};`,
  'done',
].join(' ');

/** What is sent as the SSH exec request: the same whatever the login shell is. */
export const probeCommand: string = `exec /bin/sh -c '${probeScript}'`;

/** The line that asks for all facts. `request` is a whole number that no other open request on the channel has. */
export function factsRequest(request: number): string {
  return `facts ${request}\n`;
}

export function beginMarker(request: number): string {
  return `stagger/1 begin ${request}\n`;
}

export function endMarker(request: number): string {
  return `stagger/1 end ${request}\n`;
}
