/* power: cuts the power under a pair at work, as root. Each node's data is on an ext4 of its own in
 * a loop device; a cut shuts the file system down without writing its log, kills the node, mounts
 * again and restarts. What clients had read as done before the cut must be there: every
 * registration, the last answer to each question, every result.
 *   CUTS=n how many; SEED=n. Exit status 0 when nothing was lost. */
#include "tests/lib/candidates.h"
#include "tests/lib/chance.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { COMMAND_MS = 20000, IMAGE_MB = 2048 };

/* ext4's own request: stop now, and do not even write the journal. */
#define SHUTDOWN _IOR('X', 125, uint32_t)
enum { SHUTDOWN_NO_LOG = 2 };

static struct pair pair;
static char images[2][160];
static struct candidates candidates;

static uint64_t random_state;

static unsigned draw(unsigned n)
{
    return (unsigned)chance(&random_state, n);
}

/* --- the disks --- */

static bool run(const char *a, const char *b, const char *c, const char *d, const char *e)
{
    const char *argv[] = {a, b, c, d, e, NULL};
    char log[160];
    (void)snprintf(log, sizeof log, "%s/mount.log", pair.dir);
    return process_run((char *const *)argv, NULL, log, COMMAND_MS) == 0;
}

static bool mount_disk(int which)
{
    return run("/bin/mount", "-o", "loop", images[which], pair.node[which].data);
}

static bool umount_disk(int which)
{
    return run("/bin/umount", pair.node[which].data, NULL, NULL, NULL);
}

static bool make_disk(int which)
{
    (void)snprintf(images[which], sizeof images[which], "%s/%s.img", pair.dir,
                   pair.node[which].name);
    int fd = open(images[which], O_CREAT | O_RDWR, 0600);
    bool sized = fd >= 0 && ftruncate(fd, (off_t)IMAGE_MB << 20) == 0;
    if (fd >= 0)
        close(fd);
    return sized && run("/sbin/mkfs.ext4", "-q", "-F", images[which], NULL) &&
           mkdir(pair.node[which].data, 0700) == 0 && mount_disk(which);
}

static bool cut_power(int which)
{
    uint32_t how = SHUTDOWN_NO_LOG;
    int fd = open(pair.node[which].data, O_RDONLY | O_DIRECTORY);
    bool cut = fd >= 0 && ioctl(fd, SHUTDOWN, &how) == 0;
    if (fd >= 0)
        close(fd);
    /* It may have ended by itself already: its disk failed. */
    return process_end(&pair.node[which].process, SIGKILL, COMMAND_MS) >= 0 && cut;
}

/* --- the cuts --- */

static bool one_cut(void)
{
    unsigned which = draw(3); /* one, the other, both */
    bool good = candidates_start(&candidates);
    (void)poll(NULL, 0, 50 + (int)draw(250));
    for (int i = 0; i < 2; i++)
        if (which == 2 || (unsigned)i == which)
            good &= cut_power(i);
    candidates_stop(&candidates);
    for (int i = 0; i < 2; i++)
        if (which == 2 || (unsigned)i == which)
            good &= umount_disk(i) && mount_disk(i) && node_start(&pair, i);
    return good && node_peer_is(&pair, CARACAS, "up") && node_peer_is(&pair, MARACAY, "up") &&
           pair_settled(&pair) && candidates_check(&candidates);
}

int main(void)
{
    unsigned long cuts = setting("CUTS", 20), done = 0;
    random_state = setting("SEED", 1);
    printf("power: %lu cuts, seed %lu\n", cuts, (unsigned long)random_state);
    if (geteuid() != 0) {
        puts("power: needs root, for a loop device");
        return EXIT_FAILURE;
    }
    bool good = pair_open(&pair) && candidates_open(&candidates, &pair) && make_disk(CARACAS) &&
                make_disk(MARACAY) && pair_start(&pair);
    while (good && done < cuts) {
        good = one_cut();
        done++;
    }
    good = good && pair_check(&pair);
    printf("power: %lu cuts, %lu acknowledged, %lu asked for, %lu lost%s\n", done,
           atomic_load(&candidates.acknowledged), candidates.asked, candidates.lost,
           good || candidates.lost > 0 ? "" : "; and the pair did not come back");
    for (int i = 0; i < 2; i++) {
        if (pair.node[i].process.pid != 0)
            (void)process_end(&pair.node[i].process, SIGKILL, COMMAND_MS);
        (void)umount_disk(i);
    }
    candidates_close(&candidates);
    pair_close(&pair);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
