/* Redis clients and libraries of others, each with its defaults: from REGISTER to FINISH, and through
 * a lost connection. */
#include "tests/e2e/steps.h"
#include "tests/e2e/suites.h"
#include "tests/lib/expect.h"
#include "tests/lib/pair.h"

#include <stdio.h>
#include <stdlib.h>

#define WITH_NPM "NODE_PATH=build/npm/node_modules "

static struct user {
    const char *name, *id;
    const char *probe;   /* a command of the shell: can it be run here? */
    const char *command; /* the program; port, ID and a directory follow */
    bool runs;
    struct process process;
    char output[160];
} users[] = {
    {.name = "redis-cli",
     .id = "V1",
     .probe = "command -v redis-cli",
     .command = "exec sh tests/clients/redis-cli.sh"},
    {.name = "redis-py",
     .id = "V2",
     .probe = "/usr/bin/python3 -c 'import redis'",
     .command = "exec /usr/bin/python3 tests/clients/redis-py.py"},
    {.name = "hiredis",
     .id = "V3",
     .probe = "test -x \"${SINODO_BUILD:-build}/tests/hiredis\"",
     .command = "exec \"${SINODO_BUILD:-build}/tests/hiredis\""},
    {.name = "node-redis",
     .id = "V4",
     .probe = WITH_NPM "node -e 'require(\"redis\")'",
     .command = "exec env " WITH_NPM "node tests/clients/node-redis.js"},
    {.name = "ioredis",
     .id = "V5",
     .probe = WITH_NPM "node -e 'require(\"ioredis\")'",
     .command = "exec env " WITH_NPM "node tests/clients/ioredis.js"},
};

enum { USERS = sizeof users / sizeof users[0] };

static void start(struct user *u)
{
    char line[512];
    const char *const probe[] = {"/bin/sh", "-c", u->probe, NULL};
    const char *const argv[] = {"/bin/sh", "-c", line, NULL};
    (void)snprintf(u->output, sizeof u->output, "%s/%s", pair.dir, u->name);
    u->runs = process_run((char *const *)probe, NULL, "/dev/null", 10000) == 0;
    if (!u->runs) {
        (void)fprintf(stderr, "skipped, since it cannot be run here: an exam by %s\n", u->name);
        return;
    }
    (void)snprintf(line, sizeof line, "%s %d %s %s", u->command, pair.node[CARACAS].port, u->id,
                   pair.dir);
    ck_assert(process_start(&u->process, (char *const *)argv, NULL, u->output));
}

static bool has_answered(void *context)
{
    return file_has(context, "answered");
}

START_TEST(any_redis_client_takes_the_exam_through_a_lost_connection)
{
    long finished = 0;
    pair.alone = true;
    ck_assert(node_start(&pair, CARACAS));
    for (size_t i = 0; i < USERS; i++)
        start(&users[i]);
    for (size_t i = 0; i < USERS; i++)
        ck_assert_msg(!users[i].runs || until(has_answered, users[i].output, 15000), "%s: %s",
                      users[i].name, file_end(users[i].output));
    ck_assert(node_kill(&pair, CARACAS));
    ck_assert(node_start(&pair, CARACAS));
    for (size_t i = 0; i < USERS; i++) {
        struct user *u = &users[i];
        if (!u->runs)
            continue;
        int status = process_wait(&u->process, 15000);
        ck_assert_msg(status == 0, "%s: %d: %s", u->name, status, file_end(u->output));
        expect_file_has(u->output, "saved 2");
        expect_file_has(u->output, "finished 6");
        finished++;
    }
    ck_assert_int_eq(node_status(&pair, CARACAS, "finished"), finished);
}
END_TEST

Suite *libraries_suite(void)
{
    Suite *s = suite_create("libraries");
    TCase *t = tcase_create("libraries");
    tcase_add_checked_fixture(t, open_pair, close_pair);
    tcase_set_timeout(t, 120);
    tcase_add_test(t, any_redis_client_takes_the_exam_through_a_lost_connection);
    suite_add_tcase(s, t);
    return s;
}
