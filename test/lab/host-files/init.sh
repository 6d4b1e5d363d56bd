#!/bin/sh
# PID 1 of a lab host, started by the supervisor inside fresh mount, uts, pid and time namespaces. Argument: the host's
# folder outside. It makes the host's own view of the machine, starts its sshd and services, and stays.
# Nothing here may run in the machine's own namespaces: the first lines make sure of it.
set -eu
outside=$1
[ "$$" -eq 1 ] || { echo 'init.sh: not PID 1 of a pid namespace' >&2; exit 70; }
# Still the outer /proc: its view of this process is the pid that the supervisor needs to freeze or kill the host.
read -r outer_pid _ </proc/self/stat
echo "$outer_pid" >"$outside/init-pid"

mount --make-rprivate /
mount -t proc proc /proc
mount -t tmpfs -o mode=0755,size=64m tmpfs /run
mkdir -p /run/sshd /run/lock /run/systemd/system /run/stagger-lab
mount --bind "$outside" /run/stagger-lab
lab=/run/stagger-lab

hostname "$(cat $lab/name)"
mount --bind $lab/boot_id /proc/sys/kernel/random/boot_id
mount --bind $lab/osrelease /proc/sys/kernel/osrelease
mount --bind $lab/passwd /etc/passwd
mount --bind $lab/shadow /etc/shadow
mount --bind $lab/group /etc/group
mount --bind $lab/hosts /etc/hosts
mount --bind $lab/root /root
mount --bind $lab/home /home
mount --bind $lab/boot /boot
mount --bind $lab/data /srv
[ ! -e /etc/sudoers ] || mount --bind $lab/sudoers /etc/sudoers
# Read-only overlays put the lab's own systemctl and friends before the machine's, whether or not it has them.
tools=$(cat $lab/tools)
mount -t overlay overlay -o "lowerdir=$tools/bin:/usr/bin" /usr/bin
mount -t overlay overlay -o "lowerdir=$tools/sbin:/usr/sbin" /usr/sbin

[ ! -s $lab/reboot-required ] || cp $lab/reboot-required /run/reboot-required

# Ignores SIGTERM, so that `wait` below goes on reaping until the reboot system call ends this namespace.
(trap '' TERM; exec sleep infinity) </dev/null >/dev/null 2>&1 &
echo $! >/run/keeper-pid

/usr/sbin/sshd -D -E $lab/log/sshd.log -f $lab/sshd_config </dev/null &
sshd=$!
[ ! -e $lab/service/port ] || /usr/bin/lab-service </dev/null >>$lab/log/service.log 2>&1 &
for script in $lab/boot.d/*; do
  [ ! -x "$script" ] || "$script" </dev/null >>"$lab/log/$(basename "$script").log" 2>&1 &
done

wait "$sshd" || :
echo 'sshd ended' | tee $lab/sshd-ended
while :; do wait || :; done
