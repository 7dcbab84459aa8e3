#!/bin/sh
# boot.sh DIR REPOSITORY - the first process of new namespaces: boots systemd on this machine's files.
# What it writes goes to a tmpfs on DIR, and vanishes with it. REPOSITORY is at /mnt.
set -eu
dir=$1 repository=$2
mount --make-rprivate /
mount -t tmpfs tmpfs "$dir"
mkdir "$dir/upper" "$dir/work" "$dir/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$dir/upper,workdir=$dir/work" "$dir/root"
cd "$dir/root"
mount -t proc proc proc
mount -t sysfs sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs tmpfs run
mount -t tmpfs tmpfs tmp
mount -t tmpfs -o mode=755 tmpfs dev
for device in null zero full random urandom tty; do
    : >"dev/$device"
    mount --bind "/dev/$device" "dev/$device"
done
mkdir dev/shm dev/pts
mount -t tmpfs tmpfs dev/shm
mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts
ln -s pts/ptmx dev/ptmx
mount --bind "$repository" mnt

# Nothing of this machine's own services: the journal and what a service needs.
rm -rf etc/systemd/system lib/systemd/system/*.target.wants var/log/journal var/lib/sinodo \
    var/lib/private/sinodo etc/sinodo
mkdir -p etc/systemd/system/sysinit.target.wants
ln -s /lib/systemd/system/systemd-journald.service etc/systemd/system/sysinit.target.wants/
echo 0123456789abcdef0123456789abcdef >etc/machine-id

mkdir old
pivot_root . old
umount -l /old
mount --make-rshared / # a service's credentials are mounted for it
exec env -i container=sinodo PATH=/usr/sbin:/usr/bin:/sbin:/bin \
    /lib/systemd/systemd --system --unit=multi-user.target --log-target=journal
