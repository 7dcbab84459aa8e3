/* A bank that is kept encrypted: sealed by the operator's tool, opened by the node, asked for at a
 * terminal, and nothing of it in any file. */
#define _GNU_SOURCE /* memmem, nftw */
#include "common/file.h"
#include "tests/e2e/steps.h"
#include "tests/e2e/suites.h"
#include "tests/lib/expect.h"
#include "tests/lib/pair.h"
#include "tests/lib/terminal.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Sentences that are in the bank and must be nowhere else. */
#define CANARY "El canario canta en la quinta rama"
#define CANARY_RIGHT "en la quinta, la del canario"
#define CANARY_NAME "canario-1"

static const char bank[] = "::" CANARY_NAME ":: " CANARY " {\n=" CANARY_RIGHT "\n~en otra\n}\n\n"
                           "Escriba " CANARY_NAME " {=" CANARY_RIGHT " =%50%" CANARY_RIGHT "}\n";

enum { RUN_MS = 20000 };

static struct tmux terminal;
static char plain[128], sealed[128], words[128], wrong[128], out[16384];

static void put(const char *path, const char *text)
{
    ck_assert_int_eq(file_put(pair.dir, strrchr(path, '/') + 1, text, strlen(text)), STATUS_OK);
}

static void setup(void)
{
    open_pair();
    pair.alone = true;
    (void)snprintf(plain, sizeof plain, "%s/exam.gift", pair.dir);
    (void)snprintf(sealed, sizeof sealed, "%s/exam.bank", pair.dir);
    (void)snprintf(words, sizeof words, "%s/words", pair.dir);
    (void)snprintf(wrong, sizeof wrong, "%s/wrong", pair.dir);
    put(plain, bank);
    put(words, "correct horse\n");
    put(wrong, "correct house\n");
    (void)snprintf(pair.bank, sizeof pair.bank, "%s", sealed);
}

static void teardown(void)
{
    terminal_close(&terminal);
    close_pair();
}

/* Runs a program of the build up to its end; what it said is in out. */
static int run(const char *name, const char *a, const char *b, const char *c, const char *d,
               const char *e)
{
    const char *build = getenv("SINODO_BUILD");
    char path[256], said[128];
    const char *argv[] = {path, a, b, c, d, e, NULL};
    (void)snprintf(path, sizeof path, "%s/%s", build ? build : "build", name);
    (void)snprintf(said, sizeof said, "%s/said", pair.dir);
    (void)unlink(said);
    int result = process_run((char *const *)argv, NULL, said, RUN_MS);
    FILE *file = fopen(said, "r");
    size_t len = file != NULL ? fread(out, 1, sizeof out - 1, file) : 0;
    out[len] = '\0';
    if (file != NULL)
        (void)fclose(file);
    (void)unlink(said);
    return result;
}

static void seal(void)
{
    ck_assert_msg(run("sinodoctl", "seal", plain, sealed, "--passphrase-file", words) == 0, "%s",
                  out);
}

static void start_with(const char *passphrase_file)
{
    pair.node[CARACAS].extra[0] = passphrase_file != NULL ? "--passphrase-file" : NULL;
    pair.node[CARACAS].extra[1] = passphrase_file;
    ck_assert(node_start(&pair, CARACAS));
    ck_assert(client_open(conn, pair.node[CARACAS].port));
}

static void stop(void)
{
    client_close(conn);
    ck_assert_int_eq(node_stop(&pair, CARACAS), 0);
}

/* Registers, answers the question that can be chosen from, and finishes. */
static void sit(const char *id)
{
    char code[256], number[2] = "1";
    sign_in(conn, id, code);
    expect_ask(conn, "title", "START");
    if (strstr(client_ask(conn, "QUESTION", "1", NULL), CANARY) == NULL)
        number[0] = '2';
    expect_ask_has(conn, CANARY, "QUESTION", number);
    ck_assert_str_eq(client_ask(conn, "ANSWER", number, "1", NULL), "OK");
    expect_ask_has(conn, " max 2 ", "FINISH");
}

static bool exists(void *path)
{
    return access(path, F_OK) == 0;
}

static bool record_is_there(const char *id)
{
    char path[192];
    (void)snprintf(path, sizeof path, "%s/records/%s.json", pair.node[CARACAS].data, id);
    return until(exists, path, 10000);
}

static unsigned files, canaries;

static int look_for_canary(const char *path, const struct stat *info, int type, struct FTW *where)
{
    static const char *const sentences[] = {CANARY, CANARY_RIGHT, CANARY_NAME, "en otra"};
    (void)where;
    if (type != FTW_F || !S_ISREG(info->st_mode) || strcmp(path, plain) == 0)
        return 0;
    FILE *file = fopen(path, "r");
    char *bytes = malloc((size_t)info->st_size + 1);
    size_t len = file != NULL && bytes != NULL ? fread(bytes, 1, (size_t)info->st_size, file) : 0;
    for (size_t i = 0; i < sizeof sentences / sizeof sentences[0]; i++)
        canaries += memmem(bytes, len, sentences[i], strlen(sentences[i])) != NULL;
    files++;
    free(bytes);
    if (file != NULL)
        (void)fclose(file);
    return 0;
}

/* In every file below the test's directory but the plain bank. */
static unsigned count_canaries(void)
{
    files = canaries = 0;
    ck_assert_int_eq(nftw(pair.dir, look_for_canary, 16, FTW_PHYS), 0);
    return canaries;
}

START_TEST(an_exam_is_held_and_no_file_has_its_questions)
{
    seal();
    expect_has(out, "exam.gift is still there");
    start_with(words);
    sit("V1");
    ck_assert(record_is_there("V1"));
    ck_assert_uint_eq(count_canaries(), 0); /* while it runs */
    ck_assert_uint_ge(files, 5);            /* database, log, record, sealed bank, passphrases */
    stop();
    ck_assert_uint_eq(count_canaries(), 0);
    expect_file_has(pair.node[CARACAS].log, "the bank is sealed");
    ck_assert(!file_has(pair.node[CARACAS].log, "correct horse"));
    ck_assert_int_eq(node_ctl(&pair, CARACAS, out, sizeof out, "check", NULL), 0);
}
END_TEST

/* The control: the same start with the plain bank leaves the sentences in a record, and is the same
 * exam, so that the records of the sealed one are completed by it. */
START_TEST(the_plain_bank_is_the_same_exam_and_completes_its_records)
{
    char record[192];
    seal();
    start_with(words);
    sit("V1");
    ck_assert(record_is_there("V1"));
    stop();
    (void)snprintf(record, sizeof record, "%s/records/V1.json", pair.node[CARACAS].data);
    expect_file_has(record, "\"questions_left_out\": true");
    ck_assert_int_eq(unlink(record), 0);
    (void)snprintf(pair.bank, sizeof pair.bank, "%s", plain);
    start_with(NULL);
    ck_assert(record_is_there("V1"));
    stop();
    expect_file_has(record, CANARY);
    ck_assert_uint_gt(count_canaries(), 0);
}
END_TEST

START_TEST(a_node_says_why_it_cannot_open_its_bank)
{
    const char *log = pair.node[CARACAS].log;
    seal();
    pair.node[CARACAS].extra[0] = "--passphrase-file";
    pair.node[CARACAS].extra[1] = wrong;
    ck_assert(node_refuses(&pair, CARACAS));
    expect_file_has(log, "exam.bank: the passphrase is wrong or the file is damaged");
    ck_assert_int_eq(chmod(words, 0640), 0);
    pair.node[CARACAS].extra[1] = words;
    ck_assert(node_refuses(&pair, CARACAS));
    expect_file_has(log, "words: others may read or change the passphrase");
    pair.node[CARACAS].extra[0] = NULL;
    ck_assert(node_refuses(&pair, CARACAS));
    expect_file_has(log, "needs a passphrase: give --passphrase-file FILE");
    ck_assert_int_ne(access(pair.node[CARACAS].data, F_OK), 0); /* nothing was made */
    ck_assert_int_eq(chmod(words, 0600), 0);
    pair.node[CARACAS].extra[0] = "--developer";
    pair.node[CARACAS].extra[1] = NULL;
    ck_assert(node_refuses(&pair, CARACAS));
    expect_file_has(log, "exam.bank: is sealed, and is not opened with --developer");
    start_with(words); /* and with what it asked for it starts */
    stop();
}
END_TEST

START_TEST(a_sealed_bank_is_checked_as_a_plain_one)
{
    seal();
    ck_assert_int_eq(run("sinodod", "--check-bank", sealed, "--passphrase-file", words, NULL), 0);
    expect_has(out, "exam.bank: 2 questions");
    expect_has(out, "exam.bank:6: warning: question 2: the accepted answer");
    ck_assert_int_eq(run("sinodod", "--check-bank", plain, "--strict", NULL, NULL), 65);
    expect_has(out, "exam.gift:6: warning: question 2: the accepted answer");
    ck_assert_int_eq(run("sinodod", "--check-bank", sealed, "--passphrase-file", wrong, NULL), 65);
    expect_has(out, "the passphrase is wrong");
    ck_assert_int_eq(run("sinodod", "--check-bank", sealed, NULL, NULL, NULL), 65);
    expect_has(out, "start this at a terminal");
}
END_TEST

START_TEST(only_a_good_bank_is_sealed_and_only_once)
{
    struct stat info;
    char again[128];
    (void)snprintf(again, sizeof again, "%s/again.bank", pair.dir);
    put(words, "short\n");
    ck_assert_int_ne(run("sinodoctl", "seal", plain, sealed, "--passphrase-file", words), 0);
    expect_has(out, "words: the passphrase is shorter than 8");
    put(words, "correct horse\n");
    ck_assert_int_ne(run("sinodoctl", "seal", words, sealed, "--passphrase-file", words), 0);
    expect_has(out, "a bank's name ends in .gift");
    ck_assert_int_ne(run("sinodoctl", "seal", plain, sealed, NULL, NULL), 0);
    expect_has(out, "needs a passphrase");
    ck_assert_int_eq(run("sinodoctl", "seal", plain, NULL, NULL, NULL), 64);
    ck_assert_int_ne(access(sealed, F_OK), 0);
    seal();
    ck_assert_int_eq(stat(sealed, &info), 0);
    ck_assert_uint_eq(info.st_mode & 0777, 0600);
    ck_assert_int_eq(access(plain, F_OK), 0);
    ck_assert_int_ne(run("sinodoctl", "seal", plain, sealed, "--passphrase-file", words), 0);
    expect_has(out, "exam.bank exists already");
    ck_assert_int_ne(run("sinodoctl", "seal", sealed, again, "--passphrase-file", words), 0);
    expect_has(out, "is sealed already");
    put(plain, "Q {=a ~");
    ck_assert_int_ne(run("sinodoctl", "seal", plain, again, "--passphrase-file", words), 0);
    expect_has(out, "exam.gift:1: ");
    ck_assert_int_ne(access(again, F_OK), 0);
}
END_TEST

#define TYPE(text)                                                                                 \
    ck_assert(terminal_type(&terminal, text));                                                     \
    ck_assert(terminal_press(&terminal, "Enter", NULL))

/* A command of the build at a terminal; behind it, its status and the terminal's echo. The shell
 * outlives a Ctrl-C. */
static void at_terminal(const char *command)
{
    const char *build = getenv("SINODO_BUILD");
    char line[1024];
    (void)snprintf(
        line, sizeof line,
        "trap : INT; %s/%s; echo \"status: $?\"; stty -a | tr ' ;' '\\n\\n' | grep -x -e -\\*echo",
        build ? build : "build", command);
    terminal_close(&terminal);
    ck_assert(terminal_open(&terminal, pair.dir, line, 160, 24));
}

START_TEST(the_passphrase_is_asked_for_unseen)
{
    char command[512], shown[256];
    (void)snprintf(command, sizeof command, "sinodoctl seal %s %s", plain, sealed);
    at_terminal(command);
    expect_screen(&terminal, "Passphrase for");
    TYPE("correct horse");
    expect_screen(&terminal, "Once more");
    TYPE("correct house");
    expect_screen(&terminal, "the two passphrases differ\nTry again.\nPassphrase for");
    TYPE("short");
    expect_screen(&terminal, "shorter than 8 characters\nTry again.\nPassphrase for");
    TYPE("correct horse");
    (void)snprintf(shown, sizeof shown, "8 characters\nTry again.\nPassphrase for %s:\nOnce more",
                   plain);
    expect_screen(&terminal, shown);
    TYPE("correct horse");
    expect_screen(&terminal, "status: 0");
    expect_lacks(terminal.screen, "correct");
    (void)snprintf(command, sizeof command, "sinodod --check-bank %s", sealed);
    at_terminal(command);
    expect_screen(&terminal, "Passphrase for");
    TYPE("correct horse");
    expect_screen(&terminal, "2 questions");
    expect_lacks(terminal.screen, "correct");
}
END_TEST

/* Also when the rest goes to a file: nobody would see what the program waits for. */
START_TEST(a_mistyped_passphrase_may_be_typed_again)
{
    char command[512], said[192];
    seal();
    (void)snprintf(said, sizeof said, "%s/said.txt", pair.dir);
    (void)snprintf(command, sizeof command, "sinodod --check-bank %s >%s 2>&1", sealed, said);
    at_terminal(command);
    expect_screen(&terminal, "Passphrase for");
    TYPE("correct house");
    expect_screen(&terminal, "Try again.");
    TYPE("correct horse");
    expect_screen(&terminal, "status: 0");
    expect_file_has(said, "2 questions");
    at_terminal(command);
    expect_screen(&terminal, "Passphrase for");
    TYPE("one");
    expect_screen(&terminal, "Try again.");
    TYPE("");
    expect_screen(&terminal, "is empty");
    TYPE("three");
    expect_screen(&terminal, "status: 65");
    expect_file_has(said, "exam.bank: the passphrase is wrong or the file is damaged");
}
END_TEST

START_TEST(an_interrupted_question_gives_the_terminal_back)
{
    char command[512];
    (void)snprintf(command, sizeof command, "sinodoctl seal %s %s", plain, sealed);
    at_terminal(command);
    expect_screen(&terminal, "Passphrase for");
    ck_assert(terminal_type(&terminal, "correct"));
    ck_assert(terminal_press(&terminal, "C-c", NULL));
    expect_screen(&terminal, "interrupted");
    expect_screen(&terminal, "status: 65");
    expect_screen(&terminal, "\necho");
    ck_assert_int_ne(access(sealed, F_OK), 0);
    /* The node takes its signals elsewhere, and still. */
    seal();
    (void)snprintf(command, sizeof command,
                   "sinodod --node caracas --data %s --listen 127.0.0.1:0 --bank %s",
                   pair.node[CARACAS].data, sealed);
    at_terminal(command);
    expect_screen(&terminal, "Passphrase for");
    ck_assert(terminal_press(&terminal, "C-c", NULL));
    expect_screen(&terminal, "interrupted");
    expect_screen(&terminal, "status: 65");
    expect_screen(&terminal, "\necho");
}
END_TEST

Suite *seal_suite(void)
{
    Suite *s = suite_create("seal");
    TCase *t = tcase_create("seal");
    tcase_set_timeout(t, 240);
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, an_exam_is_held_and_no_file_has_its_questions);
    tcase_add_test(t, the_plain_bank_is_the_same_exam_and_completes_its_records);
    tcase_add_test(t, a_node_says_why_it_cannot_open_its_bank);
    tcase_add_test(t, a_sealed_bank_is_checked_as_a_plain_one);
    tcase_add_test(t, only_a_good_bank_is_sealed_and_only_once);
    add_test_with("tmux", t, the_passphrase_is_asked_for_unseen);
    add_test_with("tmux", t, a_mistyped_passphrase_may_be_typed_again);
    add_test_with("tmux", t, an_interrupted_question_gives_the_terminal_back);
    suite_add_tcase(s, t);
    return s;
}
