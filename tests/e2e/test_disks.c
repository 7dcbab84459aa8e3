/* Backups and what is put back from them, records of sittings that were lost, files' modes. */
#include "common/ident.h"
#include "common/net.h"
#include "tests/e2e/steps.h"
#include "tests/e2e/suites.h"
#include "tests/lib/expect.h"
#include "tests/lib/pair.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char out[8192];

static const char *in_data(int which, const char *name)
{
    static char path[256];
    (void)snprintf(path, sizeof path, "%s/%s", pair.node[which].data, name);
    return path;
}

/* The first file in there whose name has that text; "" when there is none. */
static const char *find(const char *dir, const char *text)
{
    static char name[256];
    DIR *all = opendir(dir);
    ck_assert_ptr_nonnull(all);
    name[0] = '\0';
    for (struct dirent *e; name[0] == '\0' && (e = readdir(all)) != NULL;)
        if (strstr(e->d_name, text) != NULL)
            (void)snprintf(name, sizeof name, "%s", e->d_name);
    (void)closedir(all);
    return name;
}

static void copy_file(const char *from, const char *to)
{
    char *cp[] = {"/bin/cp", (char *)from, (char *)to, NULL};
    ck_assert_int_eq(process_run(cp, NULL, "/dev/null", 10000), 0);
}

static int ctl(int which, const char *command, const char *file)
{
    return node_ctl(&pair, which, out, sizeof out, command, file, NULL);
}

static void take_backup(int which, char path[160])
{
    (void)snprintf(path, 160, "%s/%s.backup", pair.dir, pair.node[which].name);
    (void)unlink(path);
    ck_assert_msg(ctl(which, "backup", path) == 0, "%s", out);
}

static unsigned mode_of(const char *path)
{
    struct stat st;
    ck_assert_int_eq(lstat(path, &st), 0);
    return st.st_mode & 0777;
}

static void register_some(int which, int from, int count)
{
    char id[IDENT_SIZE];
    ck_assert(node_open(&pair, which, conn));
    for (int i = 0; i < count; i++) {
        (void)snprintf(id, sizeof id, "V%d", from + i);
        expect_ask_has(conn, "confirmed", "REGISTER", id);
    }
    client_close(conn);
}

/* D9 */
START_TEST(a_backup_beside_a_crashed_nodes_log_is_refused_and_can_be_restored)
{
    char backup[160], lost[256];
    ck_assert(pair_start(&pair));
    register_some(CARACAS, 100, 10);
    take_backup(CARACAS, backup);
    ck_assert_uint_eq(mode_of(backup), 0600);
    expect_has(out, "all that `sinodoctl restore` needs but the node's key");
    register_some(CARACAS, 200, 10);
    ck_assert(pair_settled(&pair));
    ck_assert_int_ne(ctl(CARACAS, "restore", backup), 0);
    expect_has(out, "in use by another sinodod");
    ck_assert(node_kill(&pair, CARACAS));
    ck_assert_int_gt(mode_of(in_data(CARACAS, "sinodo.db-wal")), 0);
    copy_file(backup, in_data(CARACAS, "sinodo.db"));
    ck_assert(node_refuses(&pair, CARACAS));
    expect_file_has(pair.node[CARACAS].log, "was not written for the sinodo.db beside it");
    ck_assert(chmod(backup, 0644) == 0);
    ck_assert_msg(ctl(CARACAS, "restore", backup) == 0, "%s", out);
    ck_assert_uint_eq(mode_of(in_data(CARACAS, "sinodo.db")), 0600);
    (void)snprintf(lost, sizeof lost, "%s", in_data(CARACAS, "sinodo.db-wal"));
    ck_assert_int_ne(access(lost, F_OK), 0);
    expect_has(find(pair.node[CARACAS].data, "Z-wal"), "sinodo.db.replaced-");
    ck_assert(node_start(&pair, CARACAS));
    ck_assert(node_peer_is(&pair, CARACAS, "up"));
    ck_assert(pair_settled(&pair));
    ck_assert_int_eq(node_status(&pair, CARACAS, "home"), 20);
    ck_assert(pair_check(&pair));
}
END_TEST

START_TEST(only_a_whole_database_of_this_node_is_restored)
{
    char backup[160], before[256];
    ck_assert(pair_start(&pair));
    register_some(CARACAS, 100, 1);
    take_backup(MARACAY, backup);
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    ck_assert_int_ne(ctl(CARACAS, "restore", backup), 0);
    expect_has(out, "the copy is of node maracay");
    ck_assert_int_ne(ctl(CARACAS, "restore", pair.bank), 0);
    ck_assert_int_ne(ctl(CARACAS, "restore", "/nowhere"), 0);
    copy_file(in_data(CARACAS, "sinodo.db"), backup);
    FILE *file = fopen(backup, "r+");
    ck_assert(file != NULL);
    ck_assert_int_eq(fseek(file, 3 * 4096, SEEK_SET), 0);
    for (int i = 0; i < 4096; i++)
        ck_assert_int_ne(fputc(0x5a, file), EOF);
    ck_assert_int_eq(fclose(file), 0);
    ck_assert_int_ne(ctl(CARACAS, "restore", backup), 0);
    expect_has(out, "damaged");
    (void)snprintf(before, sizeof before, "%s", find(pair.node[CARACAS].data, "replaced"));
    ck_assert_str_eq(before, "");
    ck_assert_str_eq(find(pair.node[CARACAS].data, "partial"), "");
    ck_assert(node_start(&pair, CARACAS));
    ck_assert_int_eq(node_status(&pair, CARACAS, "home"), 1);
}
END_TEST

static bool no_copy_is_left(void *context)
{
    (void)context;
    return find(pair.node[CARACAS].data, "partial")[0] == '\0';
}

static bool status_says(void *words)
{
    return node_shows_status(&pair, CARACAS, out, sizeof out) && strstr(out, words) != NULL;
}

/* A tool of somebody else's that reads in the database of a running node, for a long time. */
START_TEST(who_keeps_the_log_is_named_with_its_command)
{
    static const char *const sql =
        "BEGIN; SELECT count(*) FROM meta; WITH RECURSIVE c(x) AS (SELECT"
        " 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c";
    char path[256], words[64];
    struct process reader = {0};
    pair.alone = true;
    ck_assert(node_start(&pair, CARACAS));
    ck_assert_msg(status_says("log_kept_by     -\n"), "%s", out);
    (void)snprintf(path, sizeof path, "%s", in_data(CARACAS, "sinodo.db"));
    char *argv[] = {"/usr/bin/env", "sqlite3", path, (char *)sql, NULL};
    ck_assert(process_start(&reader, argv, NULL, "/dev/null"));
    (void)snprintf(words, sizeof words, "log_kept_by     %ld (sqlite3)\n", (long)reader.pid);
    bool named = until(status_says, words, 5000);
    (void)process_end(&reader, SIGKILL, 5000);
    ck_assert_msg(named, "%s", out);
    ck_assert_msg(status_says("log_kept_by     -\n"), "%s", out);
}
END_TEST

/* A long read would keep the node's log: what is looked at is a copy, of which nothing is left. */
START_TEST(a_running_node_is_checked_in_a_copy)
{
    char room[256];
    pair.alone = true;
    (void)snprintf(room, sizeof room, "%s/room", pair.dir);
    ck_assert_int_eq(mkdir(room, 0700), 0);
    ck_assert(node_start(&pair, CARACAS));
    register_some(CARACAS, 100, 10);
    ck_assert_int_eq(setenv("TMPDIR", room, 1), 0);
    ck_assert_msg(ctl(CARACAS, "check", NULL) == 0, "%s", out);
    expect_has(out, "own journal: ");
    expect_has(out, "table applicant: is the fold");
    ck_assert_str_eq(find(room, "sinodoctl"), "");
    ck_assert_int_eq(rmdir(room), 0);
    ck_assert_int_ne(ctl(CARACAS, "check", NULL), 0);
    expect_has(out, "name a directory with room as TMPDIR");
    ck_assert_int_ne(ctl(CARACAS, "verify", NULL), 0);
    expect_has(out, "name a directory with room as TMPDIR");
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    ck_assert_msg(ctl(CARACAS, "check", NULL) == 0, "%s", out); /* of a stopped one the file */
    ck_assert_int_eq(unsetenv("TMPDIR"), 0);
}
END_TEST

/* Whoever asked for it takes nothing, and holds up nobody. */
START_TEST(a_backup_that_nobody_takes_is_in_nobodys_way)
{
    char path[256], reply[512];
    size_t got = 0;
    int fd;
    pair.alone = true;
    ck_assert(node_start(&pair, CARACAS));
    register_some(CARACAS, 100, 10);
    (void)snprintf(path, sizeof path, "%s", in_data(CARACAS, "operator/socket"));
    ck_assert_int_eq(net_connect_unix(path, &fd), STATUS_OK);
    ck_assert_int_eq(net_send(fd, "BACKUP\r\n", 8, clock_deadline(5000)), STATUS_OK);
    ck_assert_int_eq(net_receive(fd, reply, sizeof reply - 1, clock_deadline(10000), &got),
                     STATUS_OK);
    ck_assert(reply[0] == '*');
    ck_assert(no_copy_is_left(NULL));
    register_some(CARACAS, 200, 10);
    take_backup(CARACAS, path);
    ck_assert_int_eq(ctl(CARACAS, "check", path), 0);
    ck_assert_int_ne(ctl(CARACAS, "backup", path), 0);
    expect_has(out, "exists already");
    ck_assert_str_eq(find(pair.dir, "partial"), "");
    close(fd);
    /* What a process that was killed left goes with the next start. */
    ck_assert(node_kill(&pair, CARACAS));
    copy_file(path, in_data(CARACAS, "backup-1.partial"));
    ck_assert(node_start(&pair, CARACAS));
    ck_assert(no_copy_is_left(NULL));
}
END_TEST

static void sit(const char *code, const char *answer)
{
    ck_assert(node_open(&pair, CARACAS, conn));
    ck_assert_str_eq(client_ask(conn, "AUTH", "V1", code, TERMINAL, NULL), "OK");
    expect_ask_ok(conn, "START");
    ck_assert_str_eq(client_ask(conn, "ANSWER", "1", answer, NULL), "OK");
    expect_ask_ok(conn, "FINISH");
    client_close(conn);
}

static bool is_superseded(void *context)
{
    return find(context, "V1.superseded-")[0] != '\0';
}

static bool is_there(void *path)
{
    return access(path, F_OK) == 0;
}

/* The disk forgot the first sitting, the directory of the records did not. */
START_TEST(the_record_of_a_lost_sitting_is_not_the_official_one)
{
    char backup[160], records[256], record[300], first[400], code[256], kept[400];
    pair.alone = true;
    ck_assert(node_start(&pair, CARACAS));
    ck_assert(node_open(&pair, CARACAS, conn));
    expect_ask_has(conn, "confirmed", "REGISTER", "V1");
    (void)client_pair(conn, "code", code);
    client_close(conn);
    take_backup(CARACAS, backup);
    sit(code, "1");
    (void)snprintf(records, sizeof records, "%s", in_data(CARACAS, "records"));
    (void)snprintf(record, sizeof record, "%s/V1.json", records);
    (void)snprintf(first, sizeof first, "%s/first", pair.dir);
    ck_assert(until(is_there, record, 10000));
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    copy_file(record, first);
    ck_assert_msg(ctl(CARACAS, "restore", backup) == 0, "%s", out);
    ck_assert(node_start(&pair, CARACAS));
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "unlock", NULL), 0);
    sit(code, "2");
    ck_assert(until(is_superseded, records, 10000));
    ck_assert(until(is_there, record, 10000));
    (void)snprintf(kept, sizeof kept, "%s/%s", records, find(records, "V1.superseded-"));
    char *same[] = {"/usr/bin/cmp", first, kept, NULL},
         *other[] = {"/usr/bin/cmp", first, record, NULL};
    ck_assert_int_eq(process_run(same, NULL, "/dev/null", 10000), 0);
    ck_assert_int_ne(process_run(other, NULL, "/dev/null", 10000), 0);
    expect_file_has(pair.node[CARACAS].log, "V1.json is of a sitting that was lost");
    /* The next start finds nothing to do. */
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    copy_file(record, first);
    ck_assert(node_start(&pair, CARACAS));
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    ck_assert_int_eq(process_run(other, NULL, "/dev/null", 10000), 0);
}
END_TEST

START_TEST(files_are_for_the_nodes_user_alone)
{
    char records[256], aside[300];
    pair.alone = true;
    ck_assert(node_start(&pair, CARACAS));
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    ck_assert_int_eq(chmod(pair.node[CARACAS].data, 0777), 0);
    ck_assert(node_refuses(&pair, CARACAS));
    expect_file_has(pair.node[CARACAS].log, "others may write in");
    ck_assert_int_eq(chmod(pair.node[CARACAS].data, 0755), 0);
    ck_assert_int_eq(chmod(in_data(CARACAS, "sinodo.db"), 0644), 0);
    ck_assert(node_start(&pair, CARACAS));
    ck_assert_uint_eq(mode_of(in_data(CARACAS, "sinodo.db")), 0600);
    expect_file_has(pair.node[CARACAS].log, "its mode is now 0600");
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
    (void)snprintf(records, sizeof records, "%s", in_data(CARACAS, "records"));
    (void)snprintf(aside, sizeof aside, "%s/elsewhere", pair.dir);
    ck_assert_int_eq(rename(records, aside), 0);
    ck_assert_int_eq(symlink(aside, records), 0);
    ck_assert(node_refuses(&pair, CARACAS));
    expect_file_has(pair.node[CARACAS].log, "must be a directory, and no link to one");
    ck_assert_int_eq(unlink(records), 0);
    if (geteuid() != 0) {
        skipped("only root gives a directory to another user");
        return;
    }
    ck_assert_int_eq(chown(pair.node[CARACAS].data, 12345, 12345), 0);
    ck_assert(node_refuses(&pair, CARACAS));
    expect_file_has(pair.node[CARACAS].log, "belongs to another user");
}
END_TEST

Suite *disks_suite(void)
{
    Suite *s = suite_create("disks");
    TCase *t = tcase_create("disks");
    tcase_set_timeout(t, 120);
    tcase_add_checked_fixture(t, open_pair, close_pair);
    tcase_add_test(t, a_backup_beside_a_crashed_nodes_log_is_refused_and_can_be_restored);
    tcase_add_test(t, only_a_whole_database_of_this_node_is_restored);
    add_test_with("sqlite3", t, who_keeps_the_log_is_named_with_its_command);
    tcase_add_test(t, a_running_node_is_checked_in_a_copy);
    tcase_add_test(t, a_backup_that_nobody_takes_is_in_nobodys_way);
    tcase_add_test(t, the_record_of_a_lost_sitting_is_not_the_official_one);
    tcase_add_test(t, files_are_for_the_nodes_user_alone);
    suite_add_tcase(s, t);
    return s;
}
