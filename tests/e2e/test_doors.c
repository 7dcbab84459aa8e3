/* Who is let in: keys and encryption between the nodes and for clients. Every refusal stands beside
 * the same request as it passes. */
#include "tests/e2e/suites.h"
#include "tests/lib/pair.h"
#include "tests/lib/terminal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct pair pair;
static struct client_conn *conn;
static char key[2][80], out[8192];

static void setup(void)
{
    ck_assert(pair_open(&pair));
    conn = malloc(sizeof *conn);
    for (int i = 0; i < 2; i++) {
        ck_assert_int_eq(node_ctl(&pair, i, key[i], sizeof key[i], "keygen", NULL), 0);
        key[i][strcspn(key[i], "\n")] = '\0';
    }
}

static void teardown(void)
{
    free(conn);
    pair_close(&pair);
}

/* Options up to a NULL. */
static void options(int which, const char *a, const char *b, const char *c, const char *d)
{
    const char *words[] = {a, b, c, d};
    memset(pair.node[which].extra, 0, sizeof pair.node[which].extra);
    for (size_t i = 0; i < 4 && words[i] != NULL; i++)
        pair.node[which].extra[i] = words[i];
}

struct logged {
    int which;
    const char *words;
};

static bool log_has(void *context)
{
    const struct logged *l = context;
    FILE *file = fopen(pair.node[l->which].log, "r");
    static char text[65536];
    size_t len = file != NULL ? fread(text, 1, sizeof text - 1, file) : 0;
    text[len] = '\0';
    if (file != NULL)
        (void)fclose(file);
    return strstr(text, l->words) != NULL;
}

static bool comes_to_log(int which, const char *words)
{
    struct logged l = {which, words};
    return until(log_has, &l, 15000);
}

START_TEST(nodes_that_know_each_other_link)
{
    options(CARACAS, "--peer-pin", key[MARACAY], NULL, NULL);
    options(MARACAY, "--peer-pin", key[CARACAS], NULL, NULL);
    ck_assert(pair_start(&pair));
    ck_assert(node_open(&pair, CARACAS, conn));
    ck_assert_ptr_nonnull(strstr(client_ask(conn, "REGISTER", "V1", NULL), "confirmed"));
    client_close(conn);
    ck_assert(node_kill(&pair, CARACAS));
    ck_assert(node_start(&pair, CARACAS));
    ck_assert(node_peer_is(&pair, CARACAS, "up"));
}
END_TEST

START_TEST(a_node_with_another_key_is_refused_by_both)
{
    /* The one that dials expects another key. */
    options(CARACAS, "--peer-pin", key[CARACAS], NULL, NULL);
    options(MARACAY, "--peer-pin", key[CARACAS], NULL, NULL);
    ck_assert(node_start(&pair, MARACAY) && node_start(&pair, CARACAS));
    ck_assert(comes_to_log(CARACAS, "the other end is not the peer"));
    ck_assert(comes_to_log(CARACAS, key[MARACAY]));
    ck_assert(comes_to_log(MARACAY, "no encrypted connection to the peer"));
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    ck_assert_int_eq(node_stop(&pair, MARACAY), 0);
    /* The one that waits does. */
    options(CARACAS, "--peer-pin", key[MARACAY], NULL, NULL);
    options(MARACAY, "--peer-pin", key[MARACAY], NULL, NULL);
    ck_assert(node_start(&pair, MARACAY) && node_start(&pair, CARACAS));
    ck_assert(comes_to_log(MARACAY, "the other end is not the peer"));
    ck_assert(comes_to_log(MARACAY, key[CARACAS]));
    ck_assert(comes_to_log(CARACAS, "does not accept this node's key"));
    ck_assert(node_peer_is(&pair, CARACAS, "down"));
    ck_assert_int_eq(node_stop(&pair, MARACAY), 0);
    /* As the next pin the key is good. */
    options(MARACAY, "--peer-pin", key[MARACAY], "--peer-pin-next", key[CARACAS]);
    ck_assert(node_start(&pair, MARACAY));
    ck_assert(node_peer_is(&pair, CARACAS, "up"));
}
END_TEST

START_TEST(a_node_that_does_not_encrypt_is_refused)
{
    options(CARACAS, "--peer-pin", key[MARACAY], NULL, NULL);
    ck_assert(node_start(&pair, MARACAY) && node_start(&pair, CARACAS));
    ck_assert(comes_to_log(CARACAS, "no encrypted connection to the peer"));
    ck_assert(node_peer_is(&pair, CARACAS, "down"));
}
END_TEST

START_TEST(without_a_pin_the_link_stays_on_this_machine)
{
    pair.peer_host = "0.0.0.0";
    options(MARACAY, NULL, NULL, NULL, NULL);
    ck_assert(node_refuses(&pair, MARACAY));
    ck_assert(comes_to_log(MARACAY, "give --peer-pin"));
    options(MARACAY, "--peer-pin", key[CARACAS], NULL, NULL);
    ck_assert(node_start(&pair, MARACAY));
}
END_TEST

START_TEST(without_encryption_only_this_machine_connects_unless_told)
{
    pair.alone = true;
    pair.node[CARACAS].host = "0.0.0.0";
    ck_assert(node_refuses(&pair, CARACAS));
    ck_assert(comes_to_log(CARACAS, "--plaintext if that is meant"));
    options(CARACAS, "--tls", "--plaintext", NULL, NULL);
    ck_assert(node_refuses(&pair, CARACAS));
    options(CARACAS, "--plaintext", NULL, NULL, NULL);
    ck_assert(node_start(&pair, CARACAS));
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    options(CARACAS, "--tls", NULL, NULL, NULL);
    ck_assert(node_start(&pair, CARACAS));
}
END_TEST

START_TEST(clients_speak_tls_or_are_told_to)
{
    pair.alone = true;
    options(CARACAS, "--tls", NULL, NULL, NULL);
    ck_assert(node_start(&pair, CARACAS));
    ck_assert(client_open(conn, pair.node[CARACAS].port));
    ck_assert(strncmp(client_ask(conn, "PING", NULL), "-NEEDTLS", 8) == 0);
    client_close(conn);
    ck_assert(client_open_tls(conn, pair.node[CARACAS].port));
    ck_assert_str_eq(client_ask(conn, "PING", NULL), "PONG");
    client_close(conn);
    ck_assert_int_eq(node_client(&pair, CARACAS, "", out, sizeof out, "register", "V1", NULL), 3);
    ck_assert_ptr_nonnull(strstr(out, "--tls or --pin"));
}
END_TEST

START_TEST(a_client_knows_the_node_by_its_key)
{
    pair.alone = true;
    options(CARACAS, "--tls", NULL, NULL, NULL);
    ck_assert(node_start(&pair, CARACAS));
    pair.client_options[0] = "--pin";
    pair.client_options[1] = key[MARACAY];
    ck_assert_int_eq(node_client(&pair, CARACAS, "", out, sizeof out, "register", "V1", NULL), 3);
    ck_assert_ptr_nonnull(strstr(out, "shows another key"));
    pair.client_options[1] = key[CARACAS];
    ck_assert_int_eq(node_client(&pair, CARACAS, "", out, sizeof out, "register", "V1", NULL), 0);
    ck_assert_ptr_nonnull(strstr(out, "confirmed"));
    /* Not known, and nobody to ask. */
    pair.client_options[0] = "--tls";
    pair.client_options[1] = NULL;
    ck_assert_int_eq(setenv("XDG_CONFIG_HOME", pair.dir, 1), 0);
    ck_assert_int_eq(node_client(&pair, CARACAS, "", out, sizeof out, "register", "V2", NULL), 1);
    ck_assert_ptr_nonnull(strstr(out, key[CARACAS]));
}
END_TEST

#define SHOWS(text)                                                                                \
    ck_assert_msg(terminal_shows(&terminal, text), "'%s' is not in:\n%s", text, terminal.screen)

START_TEST(a_person_confirms_a_new_node_once)
{
    static struct terminal terminal;
    const char *build = getenv("SINODO_BUILD");
    char command[512];
    pair.alone = true;
    options(CARACAS, "--tls", NULL, NULL, NULL);
    ck_assert(node_start(&pair, CARACAS));
    for (int time = 0; time < 3; time++) {
        (void)snprintf(command, sizeof command,
                       "XDG_CONFIG_HOME=%s %s/sinodo --lang es %s 127.0.0.1:%d; echo fin", pair.dir,
                       build ? build : "build", time < 2 ? "--tls" : "", pair.node[CARACAS].port);
        ck_assert(terminal_open(&terminal, pair.dir, command, 100, 24));
        if (time == 0) {
            SHOWS(key[CARACAS]);
            ck_assert(terminal_type(&terminal, "no") && terminal_press(&terminal, "Enter", NULL));
            SHOWS("fin");
        } else {
            if (time == 1) {
                SHOWS("Escriba sí o no");
                ck_assert(terminal_type(&terminal, "sí"));
                ck_assert(terminal_press(&terminal, "Enter", NULL));
            }
            SHOWS("Registrarse"); /* the last time encrypted without a word */
        }
        terminal_close(&terminal);
    }
}
END_TEST

Suite *doors_suite(void)
{
    Suite *s = suite_create("doors");
    TCase *t = tcase_create("doors");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_set_timeout(t, 120);
    tcase_add_test(t, nodes_that_know_each_other_link);
    tcase_add_test(t, a_node_with_another_key_is_refused_by_both);
    tcase_add_test(t, a_node_that_does_not_encrypt_is_refused);
    tcase_add_test(t, without_a_pin_the_link_stays_on_this_machine);
    tcase_add_test(t, without_encryption_only_this_machine_connects_unless_told);
    tcase_add_test(t, clients_speak_tls_or_are_told_to);
    tcase_add_test(t, a_client_knows_the_node_by_its_key);
    tcase_add_test(t, a_person_confirms_a_new_node_once);
    suite_add_tcase(s, t);
    return s;
}
