#include "tests/nemesis/place.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

enum { COMMAND_MS = 20000, TEXT = 160 };

static char space[32], peer_address[TEXT], client_address[TEXT], disk[TEXT];
static char clock_words[2][TEXT + 32], key_dirs[2][TEXT];

static bool run(const char *format, ...) __attribute__((format(printf, 1, 2)));

static bool run(const char *format, ...)
{
    char text[512];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    const char *argv[] = {"/bin/sh", "-c", text, NULL};
    return process_run((char *const *)argv, NULL, "/dev/null", COMMAND_MS) == 0;
}

/* --- cables --- */

static bool lay(const char *name, unsigned net, char address[TEXT])
{
    (void)snprintf(address, TEXT, "10.%u.%u.2", 64 + net, (unsigned)getpid() % 250);
    return run("ip link add %s%s type veth peer name %s netns %s", name, space + 1, name, space) &&
           run("ip addr add 10.%u.%u.1/30 dev %s%s", 64 + net, (unsigned)getpid() % 250, name,
               space + 1) &&
           run("ip link set %s%s up", name, space + 1) &&
           run("ip -n %s addr add %s/30 dev %s", space, address, name) &&
           run("ip -n %s link set %s up", space, name);
}

/* Over a cable the nodes know each other by their keys, which lie beside their disks. */
static bool know(struct pair *p, int which)
{
    static char dir[2][sizeof p->node[0].data], key[2][NODE_KEY_SIZE];
    char data[sizeof dir[0]];
    struct test_node *n = &p->node[which], *peer = &p->node[!which];
    (void)snprintf(dir[which], sizeof dir[which], "%.96s/%.16s-key", p->dir, n->name);
    memcpy(data, n->data, sizeof data);
    memcpy(n->data, dir[which], sizeof n->data);
    bool made = node_keygen(p, which, key[which]);
    memcpy(n->data, data, sizeof data);
    const char *own[] = {"--plaintext", "--key-dir", dir[which]};
    const char *pin[] = {"--peer-pin", key[which]};
    size_t used = 0;
    while (n->extra[used] != NULL)
        used++;
    memcpy(n->extra + used, own, sizeof own);
    for (used = 0; peer->extra[used] != NULL;)
        used++;
    memcpy(peer->extra + used, pin, sizeof pin);
    return made;
}

bool place_cable(struct pair *p)
{
    static const char *const enter[] = {"/usr/sbin/ip", "netns", "exec", space};
    (void)snprintf(space, sizeof space, "s%d", (int)getpid());
    if (geteuid() != 0 || !run("ip netns add %s", space) || !lay("p", 0, peer_address) ||
        !lay("c", 1, client_address)) {
        place_uncable();
        return false;
    }
    for (int i = 0; i < 2; i++)
        if (!know(p, i))
            return false;
    memcpy(p->node[MARACAY].before, enter, sizeof enter);
    p->node[MARACAY].host = client_address;
    p->peer_host = peer_address;
    return true;
}

void place_pull(bool pulled)
{
    (void)run("ip -n %s link set p %s", space, pulled ? "down" : "up");
}

void place_uncable(void)
{
    if (space[0] != '\0')
        (void)run("ip netns del %s", space); /* the cables go with their ends */
    space[0] = '\0';
}

/* --- disks --- */

bool place_small_disk(struct pair *p, int which, unsigned kib)
{
    char size[32];
    (void)snprintf(size, sizeof size, "size=%uk,mode=0700", kib); /* the owner's alone */
    (void)snprintf(disk, sizeof disk, "%s", p->node[which].data);
    if (geteuid() == 0 && mkdir(disk, 0700) == 0 && mount("none", disk, "tmpfs", 0, size) == 0)
        return true;
    disk[0] = '\0';
    return false;
}

bool place_resize_disk(unsigned kib)
{
    char size[32];
    (void)snprintf(size, sizeof size, "size=%uk", kib);
    return mount("none", disk, "tmpfs", MS_REMOUNT, size) == 0;
}

void place_remove_disk(void)
{
    if (disk[0] != '\0')
        (void)umount2(disk, MNT_DETACH);
    disk[0] = '\0';
}

/* --- clocks --- */

/* The clock's file lies beside the node's key: a node reads no file outside its directories. */
static bool place_key_dir(struct pair *p, int which)
{
    const char **extra = p->node[which].extra;
    (void)snprintf(key_dirs[which], TEXT, "%.96s/keys%d", p->dir, which);
    while (*extra != NULL && strcmp(*extra, "--key-dir") != 0)
        extra++;
    if (*extra != NULL) { /* it has one of its own */
        (void)snprintf(key_dirs[which], TEXT, "%s", extra[1]);
        return true;
    }
    extra[0] = "--key-dir";
    extra[1] = key_dirs[which];
    return mkdir(key_dirs[which], 0700) == 0;
}

bool place_clock(struct pair *p)
{
    static const char *const words[] = {
        "/usr/bin/env", "LD_PRELOAD=/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
        "FAKETIME_NO_CACHE=1", "FAKETIME_DONT_FAKE_MONOTONIC=1", "FAKETIME_FORCE_MONOTONIC_FIX=0"};
    for (int i = 0; i < 2; i++) {
        if (!place_key_dir(p, i))
            return false;
        (void)snprintf(clock_words[i], sizeof clock_words[i], "FAKETIME_TIMESTAMP_FILE=%s/clock",
                       key_dirs[i]);
        size_t at = 0;
        while (p->node[i].before[at] != NULL)
            at++;
        memcpy(&p->node[i].before[at], words, sizeof words);
        p->node[i].before[at + 5] = clock_words[i];
        if (!place_set_clock(i, 0))
            return false;
    }
    return access(words[1] + strlen("LD_PRELOAD="), R_OK) == 0;
}

bool place_set_clock(int which, long seconds)
{
    char path[TEXT + 8], fresh[TEXT + 16];
    (void)snprintf(path, sizeof path, "%s/clock", key_dirs[which]);
    (void)snprintf(fresh, sizeof fresh, "%s.new", path);
    FILE *file = fopen(fresh, "w");
    if (file == NULL)
        return false;
    bool written = fprintf(file, "%+ld\n", seconds) > 0;
    return fclose(file) == 0 && written && rename(fresh, path) == 0;
}
