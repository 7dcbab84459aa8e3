/* What a board shows in court: signatures, receipts, copies on a disc; and what somebody changed.
 */
#define _GNU_SOURCE /* unshare */
#include "tests/e2e/suites.h"
#include "tests/lib/pair.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

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

struct signed_by {
    int which;
    const char *words;
};

static bool is_signed(void *context)
{
    const struct signed_by *s = context;
    (void)node_ctl(&pair, s->which, out, sizeof out, "verify", NULL);
    return strstr(out, s->words) != NULL;
}

/* Runs SQL on the database of a node that does not run. */
static void change(int which, const char *sql)
{
    char path[192];
    (void)snprintf(path, sizeof path, "%s/sinodo.db", pair.node[which].data);
    const char *argv[] = {"/usr/bin/env", "sqlite3", path, sql, NULL};
    ck_assert_int_eq(process_run((char *const *)argv, NULL, "/dev/null", 10000), 0);
}

static void link_and_register(int people)
{
    for (int i = 0; i < 2; i++) {
        pair.node[i].extra[0] = "--peer-pin";
        pair.node[i].extra[1] = key[1 - i];
    }
    ck_assert(pair_start(&pair));
    ck_assert(node_open(&pair, CARACAS, conn));
    for (int i = 1; i <= people; i++) {
        char id[16];
        (void)snprintf(id, sizeof id, "V%d", i);
        ck_assert_ptr_nonnull(strstr(client_ask(conn, "REGISTER", id, NULL), "confirmed"));
    }
    client_close(conn);
}

START_TEST(both_nodes_sign_both_journals)
{
    link_and_register(20);
    static const struct signed_by all[] = {{CARACAS, "caracas: signed 1 times by maracay"},
                                           {CARACAS, "maracay: signed 1 times by caracas"},
                                           {MARACAY, "caracas: signed 1 times by caracas"},
                                           {MARACAY, "maracay: signed 1 times by caracas"}};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        ck_assert_msg(until(is_signed, (void *)&all[i], 20000), "%s: %s", all[i].words, out);
    ck_assert_ptr_nonnull(strstr(out, key[CARACAS]));
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "verify", NULL), 0);
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "verify", NULL), 0);
    ck_assert_ptr_null(strstr(out, "not signed"));
}
END_TEST

/* Changes the database of a node with signatures, and puts it back as it was. */
static void tamper(const char *sql, const char *found, const char *certificate)
{
    char path[192], kept[200], arguments[2][192];
    (void)snprintf(path, sizeof path, "%s/sinodo.db", pair.node[CARACAS].data);
    (void)snprintf(kept, sizeof kept, "%s.kept", path);
    (void)snprintf(arguments[0], sizeof arguments[0], "%s/node.crt", pair.node[CARACAS].data);
    (void)snprintf(arguments[1], sizeof arguments[1], "%s/node.crt", certificate);
    const char *keep[] = {"/bin/cp", path, kept, NULL}, *restore[] = {"/bin/mv", kept, path, NULL};
    ck_assert_int_eq(process_run((char *const *)keep, NULL, "/dev/null", 10000), 0);
    if (sql[0] != '\0')
        change(CARACAS, sql);
    int status =
        node_ctl(&pair, CARACAS, out, sizeof out, "verify", arguments[0], arguments[1], NULL);
    ck_assert_msg((status == 0) == (found[0] == '\0') && strstr(out, found) != NULL, "%s\n%s", sql,
                  out);
    ck_assert_int_eq(process_run((char *const *)restore, NULL, "/dev/null", 10000), 0);
}

START_TEST(whoever_writes_the_file_is_found_out)
{
    const char *maracay = pair.node[MARACAY].data, *caracas = pair.node[CARACAS].data;
    link_and_register(20);
    static const struct signed_by all[] = {{CARACAS, "caracas: signed 1 times by maracay"},
                                           {CARACAS, "maracay: signed 1 times by caracas"}};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        ck_assert_msg(until(is_signed, (void *)&all[i], 20000), "%s: %s", all[i].words, out);
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    tamper("", "", maracay);
    tamper("UPDATE journal SET digest = zeroblob(32) WHERE n = 7", "own journal, entry 7", maracay);
    tamper("UPDATE journal SET n = n + 9 WHERE n = (SELECT max(n) FROM journal)",
           "own journal, entry", maracay);
    tamper("UPDATE head SET n = n - 1 WHERE journal = 1 AND by_peer = 1",
           "journal of maracay is not what maracay signed", maracay);
    /* Signatures that are gone, or by another key, are missed. */
    tamper("DELETE FROM head", "of caracas, ", maracay);
    tamper("DELETE FROM head WHERE by_peer = 1", "bears no signature of maracay", maracay);
    tamper("DELETE FROM head WHERE journal = 1 AND by_peer = 0", "bears no signature of caracas",
           maracay);
    tamper("UPDATE head SET (key, signature) = (SELECT key, signature FROM head h WHERE h.journal ="
           " head.journal AND h.by_peer = 0) WHERE by_peer = 1",
           "are by one key", maracay);
    tamper("", "with a key that was given", caracas);
    /* A bad one that a good one follows accuses nobody of what lies between. */
    tamper("INSERT INTO head SELECT journal, by_peer, 1, key, signature FROM head WHERE journal = 0"
           " AND by_peer = 1",
           "maracay's signature under entry 1 of caracas; a later one is good", maracay);
    /* What is not a table would show what it likes. */
    tamper(
        "ALTER TABLE answer RENAME TO other; CREATE VIEW answer AS WITH RECURSIVE r(id, question,"
        " vals) AS (SELECT '', 0, x'' UNION ALL SELECT id, question + 1, vals FROM r) SELECT *"
        " FROM r",
        "is not a Sinodo database", maracay);
    tamper("CREATE TRIGGER t AFTER INSERT ON sitting BEGIN DELETE FROM answer; END",
           "is not a Sinodo database", maracay);
}
END_TEST

START_TEST(a_receipt_is_genuine_or_not)
{
    char code[64], receipt[512], certificate[192];
    pair.alone = true;
    ck_assert(node_start(&pair, CARACAS));
    ck_assert(node_open(&pair, CARACAS, conn));
    (void)client_ask(conn, "REGISTER", "V1", NULL);
    (void)snprintf(code, sizeof code, "%s", client_pair(conn, "code", out));
    ck_assert_str_eq(client_ask(conn, "AUTH", "V1", code, NULL), "OK");
    ck_assert(client_ask(conn, "START", NULL) && !client_is(conn, "-"));
    ck_assert(client_ask(conn, "FINISH", NULL) && !client_is(conn, "-"));
    for (size_t i = 0; i + 1 < conn->count; i++)
        if (conn->values[i].type == WIRE_BULK && conn->values[i].len == 7 &&
            memcmp(conn->values[i].data, "receipt", 7) == 0)
            (void)snprintf(receipt, sizeof receipt, "%.*s", (int)conn->values[i + 1].len,
                           conn->values[i + 1].data);
    client_close(conn);
    (void)snprintf(certificate, sizeof certificate, "%s/node.crt", pair.node[CARACAS].data);
    ck_assert_int_eq(
        node_ctl(&pair, CARACAS, out, sizeof out, "verify-receipt", receipt, certificate, NULL), 0);
    ck_assert_ptr_nonnull(strstr(out, "genuine: V1 finished at caracas with 0 of 6 points"));
    ck_assert_ptr_nonnull(strstr(out, key[CARACAS]));
    /* With another node's key it is not. */
    (void)snprintf(certificate, sizeof certificate, "%s/node.crt", pair.node[MARACAY].data);
    ck_assert_int_ne(
        node_ctl(&pair, CARACAS, out, sizeof out, "verify-receipt", receipt, certificate, NULL), 0);
    ck_assert_ptr_nonnull(strstr(out, "the signature is not the node's"));
    /* Nor when the journal was changed afterwards. */
    (void)snprintf(certificate, sizeof certificate, "%s/node.crt", pair.node[CARACAS].data);
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    /* Another score in the entry, under the digest that was signed. */
    change(CARACAS, "UPDATE journal SET bytes = CAST(substr(bytes, 1, length(bytes) - 19) || x'01'"
                    " || substr(bytes, length(bytes) - 17) AS BLOB)"
                    " WHERE n = (SELECT max(n) FROM journal)");
    ck_assert_int_ne(
        node_ctl(&pair, CARACAS, out, sizeof out, "verify-receipt", receipt, certificate, NULL), 0);
    ck_assert_ptr_nonnull(strstr(out, "the journal here says otherwise"));
    change(CARACAS, "UPDATE journal SET digest = zeroblob(32)");
    ck_assert_int_ne(
        node_ctl(&pair, CARACAS, out, sizeof out, "verify-receipt", receipt, certificate, NULL), 0);
    ck_assert_ptr_nonnull(strstr(out, "the journal here says otherwise"));
    receipt[20] = '\0';
    ck_assert_int_ne(node_ctl(&pair, CARACAS, out, sizeof out, "verify-receipt", receipt, NULL), 0);
    ck_assert_ptr_nonnull(strstr(out, "not a receipt"));
}
END_TEST

/* --- copies --- */

/* A file system of this test alone, which goes with it. */
static void mount_own(const char *path)
{
    ck_assert_int_eq(unshare(CLONE_NEWNS), 0);
    ck_assert_int_eq(mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL), 0);
    ck_assert_int_eq(mkdir(path, 0700), 0);
    ck_assert_int_eq(mount("none", path, "tmpfs", 0, "size=8m"), 0);
}

static int verified(const char *database, const char *crt)
{
    char path[256], report[192];
    const char *build = getenv("SINODO_BUILD");
    (void)snprintf(path, sizeof path, "%s/sinodoctl", build != NULL ? build : "build");
    (void)snprintf(report, sizeof report, "%s/report", pair.dir);
    (void)unlink(report);
    char *argv[] = {path, "verify", (char *)database, (char *)crt, NULL};
    int status = process_run(argv, NULL, report, 10000);
    FILE *file = fopen(report, "r");
    ck_assert_ptr_nonnull(file);
    out[fread(out, 1, sizeof out - 1, file)] = '\0';
    (void)fclose(file);
    return status;
}

START_TEST(a_copy_is_verified_where_nothing_can_be_written)
{
    char disc[128], copy[192], log[200], crt[192];
    if (geteuid() != 0)
        return; /* nobody else mounts */
    (void)snprintf(disc, sizeof disc, "%s/disc 1", pair.dir);
    (void)snprintf(copy, sizeof copy, "%s/a?b#c%%d.db", disc);
    (void)snprintf(log, sizeof log, "%s-wal", copy);
    (void)snprintf(crt, sizeof crt, "%s/node.crt", pair.node[CARACAS].data);
    pair.alone = true;
    ck_assert(node_start(&pair, CARACAS));
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    mount_own(disc);
    (void)snprintf(out, sizeof out, "%s/sinodo.db", pair.node[CARACAS].data);
    char *keep[] = {"/bin/cp", out, copy, NULL};
    ck_assert_int_eq(process_run(keep, NULL, "/dev/null", 10000), 0);
    ck_assert_int_eq(mount("none", disc, NULL, MS_REMOUNT | MS_RDONLY, NULL), 0);
    ck_assert_msg(verified(copy, crt) == 0, "%s", out);
    ck_assert_ptr_nonnull(strstr(out, "signed with the keys that were given"));
    /* A log beside it cannot be read there, and is not passed over. */
    ck_assert_int_eq(mount("none", disc, NULL, MS_REMOUNT, NULL), 0);
    FILE *file = fopen(log, "w");
    ck_assert(file != NULL && fputs("more", file) >= 0 && fclose(file) == 0);
    ck_assert_int_eq(mount("none", disc, NULL, MS_REMOUNT | MS_RDONLY, NULL), 0);
    ck_assert_int_ne(verified(copy, crt), 0);
    ck_assert_ptr_nonnull(strstr(out, "copy it and its -wal to where that can be done"));
    ck_assert_int_ne(verified(NULL, NULL), 0);
    ck_assert_ptr_nonnull(strstr(out, "which database?"));
}
END_TEST

Suite *evidence_suite(void)
{
    Suite *s = suite_create("evidence");
    TCase *t = tcase_create("evidence");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_set_timeout(t, 120);
    tcase_add_test(t, both_nodes_sign_both_journals);
    tcase_add_test(t, whoever_writes_the_file_is_found_out);
    tcase_add_test(t, a_receipt_is_genuine_or_not);
    tcase_add_test(t, a_copy_is_verified_where_nothing_can_be_written);
    suite_add_tcase(s, t);
    return s;
}
