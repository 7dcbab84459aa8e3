#include "tests/e2e/steps.h"

#include "tests/lib/expect.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct pair pair;
struct client_conn *conn;

void open_pair(void)
{
    ck_assert(pair_open(&pair));
    conn = calloc(1, sizeof *conn);
    ck_assert_ptr_nonnull(conn);
    conn->stream.fd = -1;
}

void close_pair(void)
{
    client_close(conn);
    free(conn);
    pair_close(&pair);
}

void make_keys(char key[2][NODE_KEY_SIZE])
{
    for (int i = 0; i < 2; i++)
        ck_assert(node_keygen(&pair, i, key[i]));
}

void sign_in(struct client_conn *c, const char *id, char code[256])
{
    expect_ask_has(c, "state confirmed", "REGISTER", id, "Ana Pérez");
    (void)client_pair(c, "code", code);
    ck_assert_str_eq(client_ask(c, "AUTH", id, code, TERMINAL, NULL), "OK");
}

void options(struct pair *p, int which, ...)
{
    enum { MOST = sizeof p->node[0].extra / sizeof p->node[0].extra[0] - 1 };
    const char **extra = p->node[which].extra;
    size_t used = 0;
    va_list words;
    va_start(words, which);
    while (used < MOST && (extra[used] = va_arg(words, const char *)) != NULL)
        used++;
    va_end(words);
    extra[used] = NULL;
}

int node_port_in_log(const char *words)
{
    static char log[65536];
    expect_log(&pair, CARACAS, words);
    FILE *file = fopen(pair.node[CARACAS].log, "r");
    ck_assert_ptr_nonnull(file);
    log[fread(log, 1, sizeof log - 1, file)] = '\0';
    (void)fclose(file);
    const char *last = NULL, *colon;
    for (const char *at = log; (at = strstr(at, words)) != NULL; at++)
        last = at;
    ck_assert_msg(last != NULL, "%s", log);
    colon = strchr(strstr(last, "://") + 3, ':');
    return (int)strtol(colon + 1, NULL, 10);
}

void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs(text, file), 0);
    ck_assert_int_eq(fclose(file), 0);
}

void add_test_with(const char *command, TCase *t, const TTest *test)
{
    if (command_works(command))
        tcase_add_test(t, test);
    else
        (void)fprintf(stderr, "skipped, since %s cannot be run here: %s\n", command, test->name);
}
