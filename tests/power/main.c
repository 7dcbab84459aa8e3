/* power: cuts the power under a pair at work, as root. Each node's data is on an ext4 of its own in
 * a loop device; a cut shuts the file system down without writing its log, kills the node, mounts
 * again and restarts. What clients had read as done before the cut must be there: every
 * registration, the last answer to each question, every result.
 *   CUTS=n how many; SEED=n. Exit status 0 when nothing was lost. */
#include "common/clock.h"
#include "common/ident.h"
#include "common/thread.h"
#include "tests/lib/pair.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CLIENTS = 4, PEOPLE = 4096, QUESTIONS = 6, COMMAND_MS = 20000, IMAGE_MB = 64 };

/* ext4's own request: stop now, and do not even write the journal. */
#define SHUTDOWN _IOR('X', 125, uint32_t)
enum { SHUTDOWN_NO_LOG = 2 };

/* One applicant, and what a client was told about them. */
struct person {
    char id[IDENT_SIZE], code[32];
    int answer[QUESTIONS]; /* acknowledged option, 0: none */
    bool asked[QUESTIONS]; /* an answer was sent and its reply never came */
    char score[32];        /* acknowledged result, "" before */
    bool finishing;        /* FINISH was sent */
};

struct loader {
    struct pair *pair;
    int which, number;
    atomic_bool *stop;
    struct client_conn conn;
    struct person *people; /* of this round */
    size_t count;
    unsigned *serial;
};

static struct pair pair;
static char images[2][160];
static unsigned long replies_checked, lost;

static unsigned random_state;

static unsigned draw(unsigned n)
{
    random_state = random_state * 1664525 + 1013904223;
    return (random_state >> 8) % n;
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

/* --- clients at work --- */

/* One exam, as far as it goes before the cut. False: the connection broke. */
static bool sit(struct loader *l, struct person *p)
{
    char number[8], option[8], value[256];
    if (strcmp(client_ask(&l->conn, "AUTH", p->id, p->code, NULL), "OK") != 0 ||
        client_ask(&l->conn, "START", NULL)[0] == '\0')
        return false;
    if (l->conn.reply[0] == '-')
        return true; /* pending: the other node is down */
    for (int i = 0; i < 2 * QUESTIONS && !atomic_load(l->stop); i++) {
        int q = i % QUESTIONS, chosen = 1 + (i + l->number) % 3;
        (void)snprintf(number, sizeof number, "%d", q + 1);
        (void)snprintf(option, sizeof option, "%d", chosen);
        p->asked[q] = true;
        const char *reply = client_ask(&l->conn, "ANSWER", number, option, NULL);
        if (strcmp(reply, "OK") != 0)
            return false;
        p->asked[q] = false;
        p->answer[q] = chosen;
    }
    p->finishing = true;
    if (client_ask(&l->conn, "FINISH", NULL)[0] != 's')
        return false;
    (void)snprintf(p->score, sizeof p->score, "%.31s", client_pair(&l->conn, "score", value));
    return true;
}

static void *load(void *arg)
{
    struct loader *l = arg;
    bool open = client_open(&l->conn, l->pair->node[l->which].port);
    char value[256];
    while (open && !atomic_load(l->stop) && l->count < PEOPLE) {
        struct person *p = &l->people[l->count];
        memset(p, 0, sizeof *p);
        (void)snprintf(p->id, sizeof p->id, "V%d%07u", l->number + 1, (*l->serial)++);
        const char *reply = client_ask(&l->conn, "REGISTER", p->id, "Ana", NULL);
        if (strncmp(reply, "id ", 3) != 0)
            break;
        (void)snprintf(p->code, sizeof p->code, "%.31s", client_pair(&l->conn, "code", value));
        l->count++;
        open = sit(l, p);
    }
    client_close(&l->conn);
    return NULL;
}

/* --- after the cut --- */

static void missing(const struct person *p, const char *what, const char *reply)
{
    lost++;
    printf("LOST: %s: %s: %s\n", p->id, what, reply);
}

static void check_answers(struct client_conn *c, const struct person *p)
{
    char number[8], value[256], told[8];
    for (int q = 0; q < QUESTIONS; q++) {
        if (p->answer[q] == 0 || p->asked[q])
            continue;
        (void)snprintf(number, sizeof number, "%d", q + 1);
        (void)snprintf(told, sizeof told, "%d", p->answer[q]);
        const char *reply = client_ask(c, "QUESTION", number, NULL);
        replies_checked++;
        /* … options … answer N points P: the answer is the word before "points" */
        const char *at = strstr(reply, " answer ");
        (void)snprintf(value, sizeof value, "%.8s", at != NULL ? at + 8 : "");
        if (strncmp(value, told, strlen(told)) != 0)
            missing(p, "an answer", reply);
    }
}

static void check_person(struct client_conn *c, const struct person *p)
{
    char value[256];
    const char *reply = client_ask(c, "AUTH", p->id, p->code, NULL);
    replies_checked++;
    if (strcmp(reply, "OK") != 0) {
        missing(p, "the registration", reply);
        return;
    }
    if (p->score[0] != '\0') {
        reply = client_ask(c, "RESULT", NULL);
        replies_checked++;
        if (strcmp(client_pair(c, "score", value), p->score) != 0)
            missing(p, "the result", reply);
    } else if (p->answer[0] != 0 && !p->finishing) {
        check_answers(c, p);
    }
}

static void check_all(struct loader *l)
{
    struct client_conn *c = malloc(sizeof *c);
    if (c == NULL || !client_open(c, l->pair->node[l->which].port)) {
        puts("power: the node does not answer after the cut");
        lost++;
    } else {
        for (size_t i = 0; i < l->count; i++)
            check_person(c, &l->people[i]);
        client_close(c);
    }
    free(c);
}

static bool one_cut(struct loader *loaders, atomic_bool *stop)
{
    pthread_t threads[2 * CLIENTS];
    unsigned which = draw(3); /* one, the other, both */
    atomic_store(stop, false);
    for (int i = 0; i < 2 * CLIENTS; i++) {
        loaders[i].count = 0;
        if (thread_start(&threads[i], 0, load, &loaders[i]) != STATUS_OK)
            return false;
    }
    (void)poll(NULL, 0, 50 + (int)draw(250));
    bool good = true;
    for (int i = 0; i < 2; i++)
        if (which == 2 || (unsigned)i == which)
            good &= cut_power(i);
    atomic_store(stop, true);
    for (int i = 0; i < 2 * CLIENTS; i++)
        (void)pthread_join(threads[i], NULL);
    for (int i = 0; i < 2; i++)
        if (which == 2 || (unsigned)i == which)
            good &= umount_disk(i) && mount_disk(i) && node_start(&pair, i);
    for (int i = 0; good && i < 2 * CLIENTS; i++)
        check_all(&loaders[i]);
    return good && node_peer_is(&pair, CARACAS, "up") && node_peer_is(&pair, MARACAY, "up");
}

static unsigned long setting(const char *name, unsigned long otherwise)
{
    const char *text = getenv(name);
    return text != NULL && text[0] != '\0' ? strtoul(text, NULL, 10) : otherwise;
}

int main(void)
{
    static struct loader loaders[2 * CLIENTS];
    static unsigned serial;
    atomic_bool stop;
    unsigned long cuts = setting("CUTS", 20), done = 0;
    random_state = (unsigned)setting("SEED", 1);
    printf("power: %lu cuts, seed %u\n", cuts, random_state);
    if (geteuid() != 0) {
        puts("power: needs root, for a loop device");
        return EXIT_FAILURE;
    }
    bool good = pair_open(&pair) && make_disk(CARACAS) && make_disk(MARACAY) && pair_start(&pair);
    for (int i = 0; i < 2 * CLIENTS; i++) {
        loaders[i] = (struct loader){.pair = &pair, .which = i % 2, .number = i, .stop = &stop};
        loaders[i].people = calloc(PEOPLE, sizeof *loaders[i].people);
        loaders[i].serial = calloc(1, sizeof serial);
    }
    while (good && done < cuts && lost == 0) {
        good = one_cut(loaders, &stop);
        done++;
    }
    good = good && (lost > 0 || (pair_settled(&pair) && pair_check(&pair)));
    printf("power: %lu cuts, %lu acknowledged things asked for, %lu lost%s\n", done,
           replies_checked, lost, good ? "" : "; and the pair did not come back");
    for (int i = 0; i < 2; i++) {
        if (pair.node[i].process.pid != 0)
            (void)process_end(&pair.node[i].process, SIGKILL, COMMAND_MS);
        (void)umount_disk(i);
    }
    for (int i = 0; i < 2 * CLIENTS; i++) {
        free(loaders[i].people);
        free(loaders[i].serial);
    }
    pair_close(&pair);
    return good && lost == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
