/* People who sign in: beside thousands of wrong codes, and two at once with the right one. */
#include "common/clock.h"
#include "common/thread.h"
#include "tests/e2e/steps.h"
#include "tests/e2e/suites.h"
#include "tests/lib/crowd.h"
#include "tests/lib/guessers.h"
#include "tests/lib/pair.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { DOORWAYS = 8, PROMPT_MS = 30000 /* on a busy machine, too */ };

/* How many sign in, beside how many wrong codes a second, in how long: more with these variables of
 * the environment (tests/README.md). */
static unsigned size_of(const char *variable, unsigned otherwise)
{
    const char *text = getenv(variable);
    return text != NULL ? (unsigned)strtoul(text, NULL, 10) : otherwise;
}

struct arrivals {
    struct crowd *room;
    unsigned seconds;
    struct mono began;
    int64_t *took_us; /* from when each came; -1: it was not let in */
};

struct doorway {
    struct arrivals *all;
    size_t first; /* and every DOORWAYS-th after it */
    pthread_t thread;
};

static int64_t now_us(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * INT64_C(1000000) + t.tv_nsec / 1000;
}

/* Connects and signs in, once. */
static bool enter(struct client_conn *c, const struct crowd_member *who)
{
    char own[64];
    const char *found = strstr(who->reply, "code ");
    bool in = found != NULL && sscanf(found, "code %63s", own) == 1 && client_open(c, who->port) &&
              strcmp(client_ask(c, "AUTH", who->id, own, TERMINAL, NULL), "OK") == 0;
    client_close(c);
    return in;
}

static void *doorway_thread(void *arg)
{
    const struct doorway *d = arg;
    struct arrivals *a = d->all;
    struct client_conn *c = malloc(sizeof *c);
    for (size_t i = d->first; i < a->room->count; i += DOORWAYS) {
        int64_t due_ms = (int64_t)(i * 1000 * a->seconds / a->room->count);
        int64_t early_ms = a->began.ms + due_ms - clock_mono().ms;
        if (early_ms > 0)
            (void)poll(NULL, 0, (int)early_ms);
        int64_t came_us = now_us();
        a->took_us[i] = enter(c, &a->room->one[i]) ? now_us() - came_us : -1;
    }
    free(c);
    return NULL;
}

static int by_size(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

/* All of the room arrive, evenly; the times that it took them, ascending. */
static void let_in(struct arrivals *a)
{
    struct doorway doorway[DOORWAYS];
    a->began = clock_mono();
    for (size_t i = 0; i < DOORWAYS; i++) {
        doorway[i] = (struct doorway){.all = a, .first = i};
        ck_assert_int_eq(
            thread_start(&doorway[i].thread, "doorway", 0, doorway_thread, &doorway[i]), STATUS_OK);
    }
    for (size_t i = 0; i < DOORWAYS; i++)
        (void)pthread_join(doorway[i].thread, NULL);
    qsort(a->took_us, a->room->count, sizeof *a->took_us, by_size);
}

static struct crowd *registered_room(size_t count)
{
    struct crowd *room = crowd_new(count);
    for (size_t i = 0; i < count; i++) {
        room->one[i].port = pair.node[CARACAS].port;
        (void)snprintf(room->one[i].id, sizeof room->one[i].id, "V%zu", 1000 + i);
    }
    ck_assert(crowd_register(room));
    return room;
}

/* From the same address, and there are fewer places than the guesser has connections. */
START_TEST(every_right_code_enters_beside_thousands_of_wrong_ones)
{
    unsigned signins = size_of("SIGNINS", 120), rate = size_of("GUESSES", 400);
    struct arrivals a = {.seconds = size_of("SECONDS", 2)};
    pair.alone = true;
    ck_assert(node_start(&pair, CARACAS)); /* with room for all to register at once */
    a.room = registered_room(signins);
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    options(&pair, CARACAS, "--max-clients", "256", NULL);
    ck_assert(node_start(&pair, CARACAS));
    for (size_t i = 0; i < signins; i++)
        a.room->one[i].port = pair.node[CARACAS].port;
    a.took_us = calloc(signins, sizeof *a.took_us);
    struct guessers *g = guessers_start(pair.node[CARACAS].port, rate);
    let_in(&a);
    int64_t lasted_ms = clock_mono().ms - a.began.ms;
    size_t sent = guessers_stop(g);
    printf("%u sign-ins in %.1f s beside %.0f wrong codes a second: p50 %.1f ms, p99 %.1f ms\n",
           signins, (double)lasted_ms / 1000, (double)sent * 1000 / (double)lasted_ms,
           (double)a.took_us[signins / 2] / 1000, (double)a.took_us[signins * 99 / 100] / 1000);
    ck_assert_msg(a.took_us[0] >= 0, "somebody was kept out");
    ck_assert_int_lt(a.took_us[signins - 1], PROMPT_MS * 1000);
    /* The control: the wrong codes did come, and most of what was sent. */
    ck_assert_uint_gt(sent, rate * a.seconds / 2);
    ck_assert_int_gt(node_status(&pair, CARACAS, "wrong_codes"), (long)sent / 2);
    free(a.took_us);
    crowd_free(a.room);
}
END_TEST

/* Two at once with the right code: both are right, and the later one speaks for the applicant. */
START_TEST(two_right_codes_at_once_are_both_right)
{
    enum { ROUNDS = 100 };
    struct client_conn *line = calloc(2, sizeof *line);
    char code[256], request[128];
    pair.alone = true;
    ck_assert(node_start(&pair, CARACAS));
    for (int i = 0; i < 2; i++)
        ck_assert(node_open(&pair, CARACAS, &line[i]));
    (void)client_ask(&line[0], "REGISTER", "V1", NULL);
    (void)client_pair(&line[0], "code", code);
    int len = snprintf(request, sizeof request, "AUTH V1 %s\r\n", code);
    for (int k = 0; k < ROUNDS; k++) {
        for (int i = 0; i < 2; i++)
            ck_assert(client_send(&line[i], request, (size_t)len));
        for (int i = 0; i < 2; i++)
            ck_assert_str_eq(client_receive(&line[i]), "OK");
    }
    for (int i = 0; i < 2; i++)
        client_close(&line[i]);
    free(line);
}
END_TEST

Suite *codes_suite(void)
{
    Suite *s = suite_create("codes");
    TCase *t = tcase_create("codes");
    tcase_add_checked_fixture(t, open_pair, close_pair);
    tcase_set_timeout(t, 120);
    tcase_add_test(t, every_right_code_enters_beside_thousands_of_wrong_ones);
    tcase_add_test(t, two_right_codes_at_once_are_both_right);
    suite_add_tcase(s, t);
    return s;
}
