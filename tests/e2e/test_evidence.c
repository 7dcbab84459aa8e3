/* What a board shows in court: signatures, receipts, copies on a disc; and what somebody changed.
 */
#define _GNU_SOURCE /* unshare */
#include "server/core/journal.h"
#include "tests/e2e/steps.h"
#include "tests/e2e/suites.h"
#include "tests/lib/candidates.h"
#include "tests/lib/expect.h"
#include "tests/lib/pair.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

static char key[2][NODE_KEY_SIZE], out[8192];

static void setup(void)
{
    open_pair();
    make_keys(key);
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

static void register_more(int from, int to)
{
    ck_assert(node_open(&pair, CARACAS, conn));
    for (int i = from; i <= to; i++) {
        char id[16];
        (void)snprintf(id, sizeof id, "V%d", i);
        expect_ask_has(conn, "confirmed", "REGISTER", id);
    }
    client_close(conn);
}

static void link_and_register(int people)
{
    for (int i = 0; i < 2; i++) {
        pair.node[i].extra[0] = "--peer-pin";
        pair.node[i].extra[1] = key[1 - i];
    }
    ck_assert(pair_start(&pair));
    register_more(1, people);
}

static bool comes_to_be_signed(int which, const char *words)
{
    struct signed_by s = {which, words};
    return until(is_signed, &s, 20000);
}

/* Sits an exam at caracas, on a connection that stays open; the receipt. */
static void sit_and_stay(const char *id, char receipt[512])
{
    char code[64];
    ck_assert(node_open(&pair, CARACAS, conn));
    (void)client_ask(conn, "REGISTER", id, NULL);
    (void)snprintf(code, sizeof code, "%s", client_pair(conn, "code", out));
    ck_assert_str_eq(client_ask(conn, "AUTH", id, code, TERMINAL, NULL), "OK");
    expect_ask_ok(conn, "START");
    ck_assert_str_eq(client_ask(conn, "ANSWER", "1", "1", NULL), "OK");
    ck_assert_str_eq(client_ask(conn, "ANSWER", "2", "2", NULL), "OK");
    ck_assert_str_eq(client_ask(conn, "ANSWER", "3", "2", NULL), "OK");
    ck_assert_str_eq(client_ask(conn, "ANSWER", "2", NULL), "OK"); /* cleared */
    expect_ask_ok(conn, "FINISH");
    for (size_t i = 0; i + 1 < conn->count; i++)
        if (conn->values[i].type == WIRE_BULK && conn->values[i].len == 7 &&
            memcmp(conn->values[i].data, "receipt", 7) == 0)
            (void)snprintf(receipt, 512, "%.*s", (int)conn->values[i + 1].len,
                           conn->values[i + 1].data);
}

static void sit(const char *id, char receipt[512])
{
    sit_and_stay(id, receipt);
    client_close(conn);
}

/* By the key that is given, and by that of the signatures. */
static void check_receipt_at_maracay(const char *receipt)
{
    char certificate[2][192];
    for (int i = 0; i < 2; i++)
        (void)snprintf(certificate[i], sizeof certificate[i], "%s/node.crt", pair.node[i].data);
    const char *keys[] = {certificate[CARACAS], NULL};
    for (int i = 0; i < 2; i++) {
        ck_assert_msg(node_ctl(&pair, MARACAY, out, sizeof out, "verify-receipt", receipt, keys[i],
                               NULL) == 0,
                      "%s", out);
        expect_has(out, "genuine: V21 finished at caracas, ");
        expect_has(out, "with 2 questions answered");
        expect_has(out, "  question 1: 1\n");
        expect_has(out, "  question 3: 2\n");
        expect_lacks(out, "question 2:");
        expect_lacks(out, "too late");
        expect_lacks(out, "points");
        expect_has(out, key[CARACAS]);
    }
    ck_assert_int_ne(node_ctl(&pair, MARACAY, out, sizeof out, "verify-receipt", receipt,
                              certificate[MARACAY], NULL),
                     0);
    expect_has(out, "the signature is not the node's");
    ck_assert_int_eq(node_stop(&pair, MARACAY), 0);
    change(MARACAY, "DELETE FROM peer_journal WHERE n = (SELECT max(n) FROM peer_journal)");
    ck_assert_int_ne(
        node_ctl(&pair, MARACAY, out, sizeof out, "verify-receipt", receipt, keys[0], NULL), 0);
    expect_has(out, "the journal here has no such entry");
}

START_TEST(both_nodes_sign_both_journals_and_know_receipts)
{
    char receipt[512];
    link_and_register(20);
    sit("V21", receipt);
    static const struct signed_by all[] = {{CARACAS, "caracas: signed 1 times by maracay"},
                                           {CARACAS, "maracay: signed 1 times by caracas"},
                                           {MARACAY, "caracas: signed 1 times by caracas"},
                                           {MARACAY, "maracay: signed 1 times by caracas"}};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        ck_assert_msg(until(is_signed, (void *)&all[i], 20000), "%s: %s", all[i].words, out);
    expect_has(out, key[CARACAS]);
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "verify", NULL), 0);
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "verify", NULL), 0);
    expect_lacks(out, "not signed");
    check_receipt_at_maracay(receipt);
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
    ck_assert_msg((status == 0) == (found[0] == '\0'), "%s\n%s", sql, out);
    ck_assert_msg(strstr(out, found) != NULL, "%s\n%s\nwanted in it: %s", sql, out, found);
    ck_assert_int_eq(process_run((char *const *)restore, NULL, "/dev/null", 10000), 0);
}

/* What SQL on that node's database prints; it may run. */
static FILE *ask(int which, const char *sql)
{
    char path[192], answer[192];
    (void)snprintf(path, sizeof path, "%s/sinodo.db", pair.node[which].data);
    (void)snprintf(answer, sizeof answer, "%s/answer", pair.dir);
    (void)unlink(answer);
    const char *argv[] = {"/usr/bin/env", "sqlite3", "-readonly", path, sql, NULL};
    ck_assert_int_eq(process_run((char *const *)argv, NULL, answer, 10000), 0);
    FILE *file = fopen(answer, "r");
    ck_assert_ptr_nonnull(file);
    return file;
}

static long count(int which, const char *sql)
{
    long found = -1;
    FILE *file = ask(which, sql);
    ck_assert_int_eq(fscanf(file, "%ld", &found), 1);
    (void)fclose(file);
    return found;
}

/* Registers, sits and answers at caracas; the file shows each step once it is acknowledged. */
static void follow_one(int number)
{
    char id[16], code[64], sql[160];
    (void)snprintf(id, sizeof id, "V9%d", number);
    ck_assert(node_open(&pair, CARACAS, conn));
    expect_ask_has(conn, "confirmed", "REGISTER", id);
    (void)snprintf(code, sizeof code, "%s", client_pair(conn, "code", out));
    (void)snprintf(sql, sizeof sql,
                   "SELECT count(*) FROM applicants WHERE id = '%s' AND claim = 'home'", id);
    ck_assert_int_eq(count(CARACAS, sql), 1);
    ck_assert_str_eq(client_ask(conn, "AUTH", id, code, TERMINAL, NULL), "OK");
    expect_ask_ok(conn, "START");
    (void)snprintf(sql, sizeof sql,
                   "SELECT count(*) FROM sittings WHERE id = '%s' AND state = 'running'", id);
    ck_assert_int_eq(count(CARACAS, sql), 1);
    ck_assert_str_eq(client_ask(conn, "ANSWER", "1", "1", NULL), "OK");
    (void)snprintf(sql, sizeof sql,
                   "SELECT count(*) FROM answers WHERE id = '%s' AND state = 'saved'", id);
    ck_assert_int_eq(count(CARACAS, sql), 1);
    expect_ask_ok(conn, "FINISH");
    (void)snprintf(sql, sizeof sql,
                   "SELECT count(*) FROM sittings WHERE id = '%s' AND finished_by = 'applicant'",
                   id);
    ck_assert_int_eq(count(CARACAS, sql), 1);
    client_close(conn);
}

START_TEST(another_program_sees_all_that_was_acknowledged)
{
    enum { PEOPLE = 8 };
    static struct candidates others;
    char words[64];
    ck_assert(pair_start(&pair));
    ck_assert(candidates_open(&others, &pair));
    ck_assert(candidates_start(&others));
    for (int i = 0; i < PEOPLE; i++)
        follow_one(i);
    candidates_stop(&others);
    ck_assert_uint_gt(others.acknowledged, PEOPLE);
    ck_assert(candidates_check(&others));
    candidates_close(&others);
    for (int i = 0; i < 2; i++) {
        long home = count(i, "SELECT count(*) FROM applicants WHERE claim = 'home'");
        long finished = count(i, "SELECT count(*) FROM sittings WHERE state = 'finished'");
        ck_assert(node_shows_status(&pair, i, out, sizeof out));
        (void)snprintf(words, sizeof words, "%-15s %ld\n", "home", home);
        ck_assert_msg(strstr(out, words) != NULL, "%s%s", words, out);
        (void)snprintf(words, sizeof words, "%-15s %ld\n", "finished", finished);
        ck_assert_msg(strstr(out, words) != NULL, "%s%s", words, out);
        ck_assert_int_eq(node_stop(&pair, i), 0);
        ck_assert_int_eq(count(i, "SELECT count(*) FROM applicants WHERE claim = 'home'"), home);
        ck_assert_int_eq(node_ctl(&pair, i, out, sizeof out, "check", NULL), 0);
    }
}
END_TEST

static void put_hex(FILE *file, const uint8_t *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++)
        (void)fprintf(file, "%02x", bytes[i]);
}

/* SQL that gives entry n of caracas' copy of a journal another hour and computes every later digest
 * anew, as whoever has the file and these sources can. */
static const char *forged(const char *table, const char *owner, unsigned n)
{
    enum { HOUR_AT = 2 + 3 * 8 + 5 /* server/core/journal.h */ };
    static char sql[262144], line[65536];
    static uint8_t bytes[32768];
    char rows[80];
    struct digest digest = journal_origin("sinodo", owner);
    FILE *script = fmemopen(sql, sizeof sql, "w");
    (void)snprintf(rows, sizeof rows, "SELECT n || ' ' || hex(entries) FROM %s ORDER BY n", table);
    FILE *file = ask(CARACAS, rows);
    ck_assert_ptr_nonnull(script);
    for (unsigned at = 1; fgets(line, sizeof line, file) != NULL;) {
        size_t len = 0;
        unsigned byte, last_n, used;
        ck_assert_int_eq(sscanf(line, "%u %n", &last_n, (int *)&used), 1);
        while (len < sizeof bytes && sscanf(line + used + 2 * len, "%2x", &byte) == 1)
            bytes[len++] = (uint8_t)byte;
        for (size_t entry = 0, size; entry < len;
             entry += 2 + size, at++) { /* db/journal_table.h */
            size = (size_t)bytes[entry] << 8 | bytes[entry + 1];
            if (at == n)
                bytes[entry + 2 + HOUR_AT] ^= 0x40;
            digest = journal_chain(&digest, bytes + entry + 2, size);
        }
        ck_assert_uint_eq(at, last_n + 1);
        if (last_n < n)
            continue;
        (void)fprintf(script, "UPDATE %s SET entries = x'", table);
        put_hex(script, bytes, len);
        (void)fputs("', digest = x'", script);
        put_hex(script, digest.bytes, sizeof digest.bytes);
        (void)fprintf(script, "' WHERE n = %u;", last_n);
    }
    (void)fclose(file);
    ck_assert_int_eq(fclose(script), 0);
    return sql;
}

/* Nothing contradicts itself in the file: only what was signed shows it, and where. */
static void forge_chains(const char *maracay)
{
    char words[160];
    unsigned first = 0, last = 0;
    FILE *file = ask(CARACAS, "SELECT min(n), max(n) FROM head WHERE journal = 0 AND by_peer = 1");
    ck_assert_int_eq(fscanf(file, "%u|%u", &first, &last), 2);
    (void)fclose(file);
    ck_assert_uint_lt(first + 1, last);
    (void)snprintf(words, sizeof words,
                   "journal of caracas is not what maracay signed with a key that was given: an "
                   "entry from %u to %u was changed",
                   first + 1, last);
    tamper(forged("journal", "caracas", first + 2), words, maracay);
    expect_lacks(out, "own journal, entr");
    expect_has(out, "journal of caracas: signed 1 times by maracay, up to");
    (void)snprintf(words, sizeof words, "an entry from 1 to %u was changed", first);
    tamper(forged("journal", "caracas", 2), words, maracay);
    tamper(forged("peer_journal", "maracay", 2),
           "journal of maracay is not what maracay signed with a key that was given: an entry from "
           "1 to",
           maracay);
    expect_lacks(out, "copy of the peer's journal, entr");
    tamper("", "", maracay);
    /* The control: without signatures the forged file is as it should be. */
    change(CARACAS, forged("journal", "caracas", 2));
    ck_assert_msg(node_ctl(&pair, CARACAS, out, sizeof out, "check", NULL) == 0, "%s", out);
}

/* A row's number is part of the fold, too. */
static void tamper_with_rows(const char *maracay)
{
    static const char differs[] = "table applicant is not the fold of the journal";
    tamper("UPDATE applicant SET name = 'X' WHERE id = 'V3'", differs, maracay);
    tamper("DELETE FROM applicant WHERE row = (SELECT max(row) FROM applicant)", differs, maracay);
    tamper("UPDATE applicant SET row = row + 1 WHERE row = (SELECT max(row) FROM applicant)",
           differs, maracay);
    tamper("INSERT INTO applicant SELECT (SELECT max(row) + 1 FROM applicant), id, claim, claim_n,"
           " stamp_ms, confirm_n, allow_n, away_n, name, salt, hash, transfer_n, from_id, "
           "admitted, paused, ready_n, extra_ms, fork"
           " FROM applicant WHERE id = 'V3'",
           differs, maracay);
    tamper("UPDATE applicant SET (claim, confirm_n) = (1, 0) WHERE id = 'V3'", differs, maracay);
}

START_TEST(whoever_writes_the_file_is_found_out)
{
    const char *maracay = pair.node[MARACAY].data, *caracas = pair.node[CARACAS].data;
    link_and_register(10);
    ck_assert_msg(comes_to_be_signed(CARACAS, "caracas: signed 1 times by maracay"), "%s", out);
    register_more(11, 20);
    ck_assert_msg(comes_to_be_signed(CARACAS, "caracas: signed 2 times by maracay"), "%s", out);
    ck_assert_msg(comes_to_be_signed(CARACAS, "maracay: signed 2 times by caracas"), "%s", out);
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    tamper("", "", maracay);
    tamper("UPDATE journal SET digest = zeroblob(32) WHERE n = (SELECT min(n) FROM journal)",
           "own journal, entr", maracay);
    tamper("UPDATE journal SET n = n + 9 WHERE n = (SELECT max(n) FROM journal)",
           "own journal, entr", maracay);
    tamper("UPDATE journal SET entries = CAST(entries || x'0001' AS BLOB) WHERE n = (SELECT max(n) "
           "FROM journal)",
           "own journal, entr", maracay);
    tamper_with_rows(maracay);
    tamper("UPDATE head SET n = n - 1 WHERE journal = 1 AND by_peer = 1",
           "journal of maracay is not what maracay signed", maracay);
    tamper("INSERT INTO head SELECT 7, by_peer, n, key, signature FROM head WHERE journal = 1",
           "DIFFERS", maracay);
    tamper("INSERT INTO journal (n, entries, digest) SELECT 0, x'', digest FROM journal LIMIT 1",
           "own journal, entr", maracay);
    /* Signatures that are gone, or by another key, are missed. */
    tamper("DELETE FROM head", "of caracas, ", maracay);
    tamper("DELETE FROM head WHERE by_peer = 1", "bears no signature of maracay", maracay);
    tamper("DELETE FROM head WHERE journal = 1 AND by_peer = 0", "bears no signature of caracas",
           maracay);
    tamper("UPDATE head SET (key, signature) = (SELECT key, signature FROM head h WHERE h.journal ="
           " head.journal AND h.by_peer = 0) WHERE by_peer = 1",
           "are by one key", maracay);
    tamper("UPDATE peer_journal SET digest = zeroblob(32) WHERE n >= 3",
           "copy of the peer's journal, entr", maracay);
    tamper("UPDATE peer_journal SET entries = x'00' WHERE n = (SELECT max(n) FROM peer_journal)",
           "copy of the peer's journal, entr", maracay);
    tamper("DELETE FROM peer_journal WHERE n = (SELECT min(n) FROM peer_journal)",
           "copy of the peer's journal, entr", maracay);
    tamper("", "with a key that was given", caracas);
    /* A bad one that a good one follows accuses nobody of what lies between. */
    tamper("INSERT INTO head SELECT journal, by_peer, 1, key, signature FROM head WHERE journal = 0"
           " AND by_peer = 1 LIMIT 1",
           "maracay's signature under entry 1 of caracas; a later one is good", maracay);
    /* What is not a table would show what it likes. */
    tamper(
        "ALTER TABLE answer RENAME TO other; CREATE VIEW answer AS WITH RECURSIVE r(id, question,"
        " vals) AS (SELECT '', 0, x'' UNION ALL SELECT id, question + 1, vals FROM r) SELECT *"
        " FROM r",
        "is not a Sinodo database", maracay);
    tamper("CREATE TRIGGER t AFTER INSERT ON sitting BEGIN DELETE FROM answer; END",
           "is not a Sinodo database", maracay);
    forge_chains(maracay);
}
END_TEST

START_TEST(a_receipt_is_genuine_or_not)
{
    char receipt[512], certificate[192];
    pair.alone = true;
    ck_assert(node_start(&pair, CARACAS));
    sit("V1", receipt);
    (void)snprintf(certificate, sizeof certificate, "%s/node.crt", pair.node[CARACAS].data);
    ck_assert_int_eq(
        node_ctl(&pair, CARACAS, out, sizeof out, "verify-receipt", receipt, certificate, NULL), 0);
    expect_has(out, "genuine: V1 finished at caracas, ");
    expect_has(out, key[CARACAS]);
    /* With another node's key it is not. */
    (void)snprintf(certificate, sizeof certificate, "%s/node.crt", pair.node[MARACAY].data);
    ck_assert_int_ne(
        node_ctl(&pair, CARACAS, out, sizeof out, "verify-receipt", receipt, certificate, NULL), 0);
    expect_has(out, "the signature is not the node's");
    /* Nor when the journal was changed afterwards. */
    (void)snprintf(certificate, sizeof certificate, "%s/node.crt", pair.node[CARACAS].data);
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    /* Another score in the entry, under the digest that was signed. The 48 bytes behind it say that
     * the result was shown. */
    change(CARACAS, "UPDATE journal SET entries = CAST(substr(entries, 1, length(entries) - 67) ||"
                    " x'01' || substr(entries, length(entries) - 65) AS BLOB)"
                    " WHERE n = (SELECT max(n) FROM journal)");
    ck_assert_int_ne(
        node_ctl(&pair, CARACAS, out, sizeof out, "verify-receipt", receipt, certificate, NULL), 0);
    expect_has(out, "the journal here says otherwise");
    change(CARACAS, "UPDATE journal SET digest = zeroblob(32)");
    ck_assert_int_ne(
        node_ctl(&pair, CARACAS, out, sizeof out, "verify-receipt", receipt, certificate, NULL), 0);
    expect_has(out, "the journal here says otherwise");
    receipt[20] = '\0';
    ck_assert_int_ne(node_ctl(&pair, CARACAS, out, sizeof out, "verify-receipt", receipt, NULL), 0);
    expect_has(out, "not a receipt");
}
END_TEST

START_TEST(answers_that_came_too_late_are_shown_behind_those_of_a_receipt) /* S15 */
{
    char receipt[512], certificate[192];
    pair.alone = true;
    ck_assert(node_start(&pair, CARACAS));
    sit_and_stay("V1", receipt);
    expect_ask(conn, "-FINISHED ", "SAVE", "2", "7", "1");
    expect_ask(conn, "-FINISHED ", "SAVE", "4", "8", "2");
    client_close(conn);
    (void)snprintf(certificate, sizeof certificate, "%s/node.crt", pair.node[CARACAS].data);
    expect_ctl(&pair, CARACAS, out, "verify-receipt", receipt, certificate);
    expect_has(out, "  question 3: 2\nanswers that came too late, and do not count:\n");
    expect_has(out, ", after the end, question 2: 1\n");
    expect_has(out, ", after the end, question 4: 2\n");
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
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
    if (geteuid() != 0) {
        skipped("only root mounts a file system where nothing can be written");
        return;
    }
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
    expect_has(out, "signed with the keys that were given");
    /* A log beside it cannot be read there, and is not passed over. */
    ck_assert_int_eq(mount("none", disc, NULL, MS_REMOUNT, NULL), 0);
    write_file(log, "more");
    ck_assert_int_eq(mount("none", disc, NULL, MS_REMOUNT | MS_RDONLY, NULL), 0);
    ck_assert_int_ne(verified(copy, crt), 0);
    expect_has(out, "copy it and its -wal to where that can be done");
    ck_assert_int_ne(verified(NULL, NULL), 0);
    expect_has(out, "which database?");
}
END_TEST

Suite *evidence_suite(void)
{
    Suite *s = suite_create("evidence");
    TCase *t = tcase_create("evidence");
    tcase_add_checked_fixture(t, setup, close_pair);
    tcase_set_timeout(t, 120);
    add_test_with("sqlite3", t, both_nodes_sign_both_journals_and_know_receipts);
    add_test_with("sqlite3", t, whoever_writes_the_file_is_found_out);
    add_test_with("sqlite3", t, another_program_sees_all_that_was_acknowledged);
    add_test_with("sqlite3", t, a_receipt_is_genuine_or_not);
    tcase_add_test(t, answers_that_came_too_late_are_shown_behind_those_of_a_receipt);
    tcase_add_test(t, a_copy_is_verified_where_nothing_can_be_written);
    suite_add_tcase(s, t);
    return s;
}
