#include "server/lockout.h"

#include "common/thread.h"
#include "server/access.h"

#include <stdlib.h>
#include <string.h>

enum { SETS = 1024, WAYS = 8, KEY_BYTES = 16 };

struct guess {
    char id[IDENT_SIZE]; /* "" when unused */
    int delay_s;         /* imposed by the last failure */
    struct mono until;
    int before_s; /* what lockout_begin() found */
    struct mono before_until;
};

/* Legend: (l) guarded by `lock`, (c) constant. */
struct lockout {
    uint8_t key[KEY_BYTES]; /* (c) without it nobody finds IDs that fill a set */
    pthread_mutex_t lock;
    int64_t checks;                 /* (l) thousandths that may be made at once */
    struct mono checked;            /* (l) */
    struct guess table[SETS][WAYS]; /* (l) */
};

enum status lockout_open(struct lockout **out)
{
    struct lockout *lockout = calloc(1, sizeof *lockout);
    if (lockout == NULL)
        return STATUS_NOMEM;
    if (access_random(lockout->key, sizeof lockout->key) != STATUS_OK) {
        free(lockout);
        return STATUS_IO;
    }
    thread_mutex_init(&lockout->lock);
    lockout->checks = LOCKOUT_CHECKS * INT64_C(1000);
    lockout->checked = clock_mono();
    *out = lockout;
    return STATUS_OK;
}

void lockout_close(struct lockout *lockout)
{
    if (lockout == NULL)
        return;
    pthread_mutex_destroy(&lockout->lock);
    free(lockout);
}

static struct guess *set_locked(struct lockout *lockout, const char *id)
{
    uint8_t input[KEY_BYTES + IDENT_SIZE];
    size_t len = strlen(id) + 1;
    memcpy(input, lockout->key, KEY_BYTES);
    memcpy(input + KEY_BYTES, id, len);
    struct digest hash = digest_of(input, KEY_BYTES + len);
    return lockout->table[(hash.bytes[0] << 8 | hash.bytes[1]) % SETS];
}

static struct guess *find_locked(struct lockout *lockout, const char *id)
{
    struct guess *set = set_locked(lockout, id);
    for (size_t i = 0; i < WAYS; i++)
        if (strcmp(set[i].id, id) == 0)
            return &set[i];
    return NULL;
}

/* Until when a place is kept from others: the longest delay until it is forgotten anyway, a shorter
 * one for so much less. By its end alone a flood of other IDs, each locked for the first second,
 * would wash out the one that is at its longest delay, a moment after that is over. */
static int64_t kept_until_ms(const struct guess *g)
{
    return g->until.ms + (int64_t)g->delay_s * (LOCKOUT_FORGET_S / LOCKOUT_MOST_S) * 1000;
}

/* An unused place of the ID's set, or else the one that is kept the least. */
static struct guess *take_place_locked(struct lockout *lockout, const char *id)
{
    struct guess *set = set_locked(lockout, id), *place = &set[0];
    for (size_t i = 0; i < WAYS; i++) {
        if (set[i].id[0] == '\0') {
            place = &set[i];
            break;
        }
        if (kept_until_ms(&set[i]) < kept_until_ms(place))
            place = &set[i];
    }
    memset(place, 0, sizeof *place);
    memcpy(place->id, id, strlen(id) + 1);
    return place;
}

bool lockout_admit(struct lockout *lockout, struct mono now)
{
    thread_lock(&lockout->lock);
    int64_t passed_ms = now.ms - lockout->checked.ms;
    if (passed_ms > 0) {
        lockout->checked = now;
        lockout->checks += passed_ms * LOCKOUT_CHECKS_A_SECOND;
        if (lockout->checks > LOCKOUT_CHECKS * INT64_C(1000))
            lockout->checks = LOCKOUT_CHECKS * INT64_C(1000);
    }
    bool admitted = lockout->checks >= 1000;
    if (admitted)
        lockout->checks -= 1000;
    thread_unlock(&lockout->lock);
    return admitted;
}

void lockout_restore(struct lockout *lockout, const char *id, int delay_s, struct mono until)
{
    thread_lock(&lockout->lock);
    struct guess *g = take_place_locked(lockout, id);
    g->delay_s = delay_s;
    g->until = until;
    thread_unlock(&lockout->lock);
}

int lockout_begin(struct lockout *lockout, const char *id, struct mono now, int *delay_s)
{
    int wait_s = 0;
    thread_lock(&lockout->lock);
    struct guess *g = find_locked(lockout, id);
    if (g == NULL)
        g = take_place_locked(lockout, id);
    if (g->until.ms > now.ms) {
        wait_s = (int)((g->until.ms - now.ms + 999) / 1000);
    } else {
        g->before_s = g->delay_s;
        g->before_until = g->until;
        bool quiet = now.ms - g->until.ms > (int64_t)LOCKOUT_FORGET_S * 1000;
        g->delay_s = g->delay_s == 0 || quiet ? LOCKOUT_FIRST_S : g->delay_s * 2;
        if (g->delay_s > LOCKOUT_MOST_S)
            g->delay_s = LOCKOUT_MOST_S;
        g->until.ms = now.ms + (int64_t)g->delay_s * 1000;
        *delay_s = g->delay_s;
    }
    thread_unlock(&lockout->lock);
    return wait_s;
}

void lockout_undo(struct lockout *lockout, const char *id)
{
    thread_lock(&lockout->lock);
    struct guess *g = find_locked(lockout, id);
    if (g != NULL) {
        g->delay_s = g->before_s;
        g->until = g->before_until;
    }
    thread_unlock(&lockout->lock);
}

void lockout_clear(struct lockout *lockout, const char *id)
{
    thread_lock(&lockout->lock);
    struct guess *g = find_locked(lockout, id);
    if (g != NULL)
        memset(g, 0, sizeof *g);
    thread_unlock(&lockout->lock);
}
