/* sinodoctl.c - the tool of the staff. Here are the commands of a node's own operator and those
 * that read files alone; those that all staff give are in desk_table.c. It talks to a running
 * sinodod through the socket in its data directory, or signs in at its port for clients. */
#include "common/nearest.h"
#include "common/printable.h"
#include "common/version.h"
#include "db/reader.h"
#include "server/ctl/archiving.h"
#include "server/ctl/call.h"
#include "server/ctl/changing_hours.h"
#include "server/ctl/checking.h"
#include "server/ctl/copying.h"
#include "server/ctl/exporting.h"
#include "server/ctl/grading.h"
#include "server/ctl/itemizing.h"
#include "server/ctl/enrolling.h"
#include "server/ctl/keys.h"
#include "server/ctl/kiosk.h"
#include "server/ctl/next_exam.h"
#include "server/ctl/ordering.h"
#include "server/ctl/papering.h"
#include "server/ctl/remarking.h"
#include "server/ctl/restoring.h"
#include "server/ctl/roster_secrets.h"
#include "server/ctl/sealing.h"
#include "server/ctl/verify_export.h"
#include "server/ctl/watching.h"
#include "server/ctl/web_keys.h"
#include "server/desk/operator_protocol.h"
#include "server/evidence/key.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

enum { COMMAND_SIZE = 64, WRONG_USE = CHECKING_WRONG_USE };

static const char usage_head[] =
    "sinodoctl --data DIR COMMAND                     at the node\n"
    "sinodoctl --node HOST:PORT [--staff NAME@NODE] [--pin HEX] COMMAND   from anywhere\n"
    "sinodoctl check|contested|verify|verify-receipt FILE...   of a copy, anywhere\n"
    "sinodoctl seal FILE OUT [--passphrase-file FILE]\n"
    "sinodoctl roster-secrets ROSTER OUT [--letters FILE]\n"
    "sinodoctl --help, --version\n";

static const char usage_tail[] =
    "\nA command over people takes IDs, as many as there are, or where it says so --running\n"
    "(whose exam runs), --all (everybody of this node) or --room ROOM. All that --reason says\n"
    "is kept: it needs no quotation marks. What a node answers takes --json, before the\n"
    "command or as its last word; but for backup.\n"
    "--node signs in over TLS, as an account of the staff; it asks for the code, or takes\n"
    "the first line of standard input when that is no terminal.\n"
    "Exit status: 0 done; 1 the node refused (status: something needs attention); 3 no node\n"
    "answers; 64 wrong use; others (sysexits.h) for files: 65 not as they should be.\n";

/* --- commands that a node answers --- */

/* Finds the command of a process; "" when it is not known. */
static void find_command(const char *process, char out[COMMAND_SIZE])
{
    char path[64];
    (void)snprintf(path, sizeof path, "/proc/%.20s/comm", process);
    FILE *file = fopen(path, "re");
    if (file == NULL || fgets(out, COMMAND_SIZE, file) == NULL)
        out[0] = '\0';
    if (file != NULL)
        (void)fclose(file);
    out[strcspn(out, "\n")] = '\0';
}

/* Adds the command of the process that keeps the log (`log_kept_by`) to its number: the node itself
 * cannot look it up. */
static void name_reader(struct call *c, char text[READER_TEXT_SIZE + COMMAND_SIZE])
{
    const struct wire_value *found = wire_pair(c->values, c->count, "log_kept_by");
    char process[READER_TEXT_SIZE], command[COMMAND_SIZE];
    if (found == NULL || found->type != WIRE_BULK || found->len == 0 ||
        found->len >= sizeof process)
        return;
    (void)snprintf(process, sizeof process, "%.*s", (int)found->len, found->data);
    if (strspn(process, "0123456789") != found->len)
        return;
    find_command(process, command);
    if (command[0] == '\0')
        return;
    struct wire_value *shown = &c->values[found - c->values];
    (void)snprintf(text, READER_TEXT_SIZE + COMMAND_SIZE, "%s (%s)", process, command);
    shown->data = text;
    shown->len = strlen(text);
}

static int do_status(struct call *c, int count, char **words)
{
    static const char *const request[] = {"DESK", "STATUS"};
    static struct attention attention;
    char reader[READER_TEXT_SIZE + COMMAND_SIZE];
    (void)count;
    (void)words;
    if (!call_connect(c) || !call_ask(c, request, 2))
        return c->failure;
    if (c->node == NULL)
        name_reader(c, reader);
    attention_find(c->values, c->count, &attention);
    if (!show_status(stdout, c->format, c->values, c->count, &attention))
        return call_unexpected();
    return attention.count > 0 ? CALL_REFUSED : EX_OK;
}

static int no_memory(void)
{
    (void)fputs("sinodoctl: out of memory\n", stderr);
    return EX_OSERR;
}

static int do_applicants(struct call *c, int count, char **words)
{
    struct show_list list = {.format = count == 2 ? SHOW_CSV : c->format};
    if (count == 2 && (strcmp(words[1], "--csv") != 0 || c->format == SHOW_JSON))
        return WRONG_USE;
    int result = call_connect(c) ? EX_OK : c->failure;
    for (size_t rows = OPERATOR_PAGE; result == EX_OK && rows == OPERATOR_PAGE;) {
        char after[24];
        const char *request[] = {"DESK", "APPLICANTS", after};
        (void)snprintf(after, sizeof after, "%zu", list.count);
        if (!call_ask(c, request, 3))
            result = c->failure;
        else if (!show_take_applicants(&list, c->values, c->count, &rows))
            result = list.failed ? no_memory() : call_unexpected();
    }
    if (result == EX_OK)
        show_list(stdout, &list);
    show_list_release(&list);
    return result;
}

/* Says what is at stake before it asks for the name. */
static void ask_name(char *typed, size_t size)
{
    (void)fputs("Unlocking by force gives up what the other node alone holds of this node's "
                "journal.\nWho registered or sat in that part can do so again, here; and while "
                "the other node\nserves, a person can sit at both. Stop the other node first, "
                "and keep its disk.\nType this node's name to go on: ",
                stderr);
    if (fgets(typed, (int)size, stdin) == NULL)
        typed[0] = '\0';
    typed[strcspn(typed, "\r\n")] = '\0';
}

static int do_unlock(struct call *c, int count, char **words)
{
    char typed[256];
    if (count == 1)
        return call_and_show(c, (const char *const[]){"UNLOCK"}, 1);
    if (strcmp(words[1], "--force") != 0)
        return WRONG_USE;
    if (count == 2)
        ask_name(typed, sizeof typed);
    const char *const request[] = {"UNLOCK-FORCED", count == 3 ? words[2] : typed};
    return call_and_show(c, request, 2);
}

static int do_backup(struct call *c, int count, char **words)
{
    (void)count;
    return copying_backup(c, words[1]);
}

/* One person, or everybody in a table. */
static int do_register(struct call *c, int count, char **words)
{
    int taken;
    if (nearest_is_among("--from", count, words))
        return enrolling_run(c, count, words);
    const struct desk_row *row = desk_row_find(count, words, &taken);
    return ordering_run(c, row, count - taken, words + taken);
}

/* --- commands that need files alone --- */

static int do_restore(struct call *c, int count, char **words)
{
    (void)count;
    return restoring_run(c->data, words[1]);
}

/* The node need not run: its key is made before the other one can be told of it. */
static int do_keygen(struct call *c, int count, char **words)
{
    if (count == 1)
        return keys_show(c->data);
    if (strcmp(words[1], "--web") == 0)
        return web_keys_make(c->data, count == 3 ? words[2] : NULL);
    if (count == 3)
        return WRONG_USE;
    if (strcmp(words[1], "--next") == 0)
        return keys_show_next(c->data);
    return strcmp(words[1], "--switch") == 0 ? keys_switch(c->data) : WRONG_USE;
}

static int do_seal(struct call *c, int count, char **words)
{
    (void)c;
    int result = sealing_run(count - 1, words + 1);
    return result == EX_USAGE ? WRONG_USE : result;
}

static int do_roster_secrets(struct call *c, int count, char **words)
{
    (void)c;
    int result = roster_secrets_run(count - 1, words + 1);
    return result == EX_USAGE ? WRONG_USE : result;
}

/* --- the table --- */

enum { ANY = 1000 /* words */ };

/* Where a command works. */
enum place {
    AT_DESK, /* at a node, over the socket or as staff */
    AT_NODE, /* with --data DIR */
    ANYWHERE
};

static const struct command {
    const char *name;
    int least, most; /* words, its name included */
    enum place place;
    bool json; /* it has something to show as JSON */
    enum desk_task task;
    int (*run)(struct call *call, int count, char **words);
    const char *usage;
} commands[] = {
    {"register", 1, ANY, AT_DESK, true, TASK_BEFORE, do_register,
     "  register --from FILE OUT.html   the same for everybody in a table (CSV), whose slips go\n"
     "                      into a page; a run that was interrupted is given again\n"},
    {"slips", 2, ANY, ANYWHERE, false, TASK_BEFORE, papering_slips,
     "  slips [--roster FILE] [--centre NAME] [--room NAME] [--hour MOMENT] OUT.html   a slip to\n"
     "                      sign for everybody who is registered or on the roster, with a QR code\n"
     "                      of the ID; of DIR, a copy (--from FILE) or the roster alone, where\n"
     "                      --plan FILE says the title and the hour; --lang en|es\n"},
    {"attendance", 2, ANY, ANYWHERE, false, TASK_BEFORE, papering_attendance,
     "  attendance ... OUT.html   the same as a list to sign for each centre and room\n"},
    {"hours", 1, ANY, AT_DESK, true, TASK_BEFORE, changing_hours,
     "  hours               the hours in which an exam may be started, here and at the other\n"
     "                      node, and who changed them\n"
     "  hours [--opens WHEN] [--closes WHEN] --reason WORDS   changes this node's hours, also\n"
     "                      while exams run; WHEN: 2027-03-01 12:30 -04:00, or now, or +30\n"
     "                      for 30 minutes later\n"
     "  hours --plan --reason WORDS   puts the plan's hours back\n"},
    {"remark", 1, ANY, AT_DESK, true, TASK_DECIDE, remarking_run,
     "  remark [--reason WORDS] [--csv]   marks finished exams anew by the corrected key that\n"
     "                      the node was started with, and says whose points changed and, with\n"
     "                      --data, by which answers\n"
     "  remark --since ENTRY   says it again, and marks nothing. --was BANK --was-plan PLAN,\n"
     "                      where the database does not have the exam before;\n"
     "                      --passphrase-file FILE, of sealed banks\n"},
    {"board", 1, 1, AT_DESK, false, TASK_DURING, watching_run,
     "  board               who is where, live: state, answers, time left, last seen and saved,\n"
     "                      on how many disks; keys for the commands of a room\n"},
    {"status", 1, 1, AT_DESK, true, TASK_NODE, do_status,
     "  status              the node, the link and its lag, applicants, sittings, and what\n"
     "                      needs attention\n"},
    {"applicants", 1, 2, AT_DESK, true, TASK_NODE, do_applicants,
     "  applicants [--csv]  everyone this node knows\n"},
    {"grade", 1, ANY, AT_DESK, true, TASK_GRADE, grading_run,
     "  grade [--question N]   essays, one after another: their points, and comments. It goes on\n"
     "                      where you were; with --json it shows what is left\n"
     "  grade --export FILE [--question N] [--excel es]   writes what is left for you as CSV, to\n"
     "                      be marked in a spreadsheet\n"
     "  grade --import FILE reads that file back: columns ref, points, comment\n"},
    {"unlock", 1, 3, AT_NODE, true, TASK_NODE, do_unlock,
     "  unlock              opens a node that waits closed after a restore\n"
     "  unlock --force [NAME]   the same, though its journal is contested or the other node\n"
     "                      holds more of it; NAME: the node's, which is asked for\n"},
    {"backup", 2, 2, AT_NODE, false, TASK_NODE, do_backup,
     "  backup FILE         a copy of the running node's database in a new file, here\n"},
    {"restore", 2, 2, AT_NODE, false, TASK_FILES, do_restore,
     "  restore FILE        puts a copy in the place of the database of a stopped node, and\n"
     "                      sets aside what was there\n"},
    {"keygen", 1, 3, AT_NODE, false, TASK_FILES, do_keygen,
     "  keygen              makes the node's key, if it has none, and shows its fingerprint\n"
     "  keygen --next       the same with the key that the node is to have\n"
     "  keygen --switch     puts the next key in its place, for the next start\n"
     "  keygen --web NAME,...   makes an authority for a room's browsers and a certificate for\n"
     "                      the node's names and addresses, in DIR; again, also without names:\n"
     "                      a new certificate under the same authority\n"},
    {"verify-web", 2, 3, ANYWHERE, false, TASK_FILES, web_keys_verify,
     "  verify-web FILE [CRT]   are room-ca.crt and web.crt those that FILE (web.sig) beside them\n"
     "                      names, and is it signed? CRT: the node's certificate (node.crt)\n"},
    {"kiosk", 3, 3, ANYWHERE, false, TASK_BEFORE, kiosk_run,
     "  kiosk OUT ADDRESS   writes what a room's computers need to show the exam page at ADDRESS\n"
     "                      (https://exam.example:4443/) and nothing else, into the new folder "
     "OUT:\n"
     "                      policies of browsers, settings of Safe Exam Browser, a login session;\n"
     "                      with --data also the authority that keygen --web made\n"},
    {"check", 1, ANY, ANYWHERE, false, TASK_FILES, checking_check,
     "  check [FILE]        recomputes digests and tables from the files and compares\n"
     "                      (FILE: a copy instead of DIR's database); of a running node\n"
     "                      in a copy, for which it needs room (TMPDIR, or /var/tmp)\n"},
    {"verify", 1, ANY, ANYWHERE, false, TASK_FILES, checking_verify,
     "  verify [FILE] [CRT...]   the same, and every signature under both journals;\n"
     "                      CRT: the nodes' certificates (.crt), as you kept them\n"},
    {"verify-receipt", 2, ANY, ANYWHERE, false, TASK_FILES, checking_receipt,
     "  verify-receipt RECEIPT [FILE] [CRT]   is it genuine, and what does it say?\n"},
    {"results", 1, ANY, ANYWHERE, true, TASK_AFTER, exporting_results,
     "  results [--csv | --xlsx | --html | --json] [FILE]   everybody of both centres, by rank,\n"
     "                      from the node's file: it need not run; with FILE also FILE.sig,\n"
     "                      signed by the node. --excel es: CSV for a Spanish Excel;\n"
     "                      --lang en|es; --at NODE:N,NODE:N: a cut, otherwise what both\n"
     "                      nodes hold; --from COPY; --bank FILE, --plan FILE,\n"
     "                      --passphrase-file FILE: of the exam; --key-dir DIR: of node.key\n"},
    {"items", 1, ANY, ANYWHERE, true, TASK_AFTER, itemizing_run,
     "  items [--options | --exam] [FILE]   how each question did: difficulty, discrimination,\n"
     "                      and which deserve a look; --options: how often each option was\n"
     "                      chosen, --exam: the exam in one row; the other words of results\n"},
    {"verify-export", 2, ANY, ANYWHERE, false, TASK_AFTER, verify_export_run,
     "  verify-export FILE [CRT...] [--from COPY]   is FILE as its FILE.sig says, and signed?\n"
     "                      With --data or --from it is made anew, and compared\n"},
    {"contested", 1, ANY, ANYWHERE, true, TASK_FILES, checking_contested,
     "  contested [FILE]    what only one side has of a journal that is contested, from the\n"
     "                      files (FILE: a copy, or a disk that was kept aside)\n"},
    {"archive", 2, ANY, ANYWHERE, true, TASK_FILES, archiving_run,
     "  archive FILE [--roster FILE] [--with FILE...]   all evidence of the exam in one new file:\n"
     "                      both journals, records, certificates, and the files that are given;\n"
     "                      check, verify and the reports read it as they read a copy\n"
     "  archive --list FILE, archive --extract FILE NAME OUT   the files in it\n"},
    {"new-exam", 2, 2, AT_NODE, false, TASK_FILES, next_exam_run,
     "  new-exam NAME       begins the next exam in a stopped node's directory, with its keys and\n"
     "                      staff; the one before goes to DIR/past, with an archive. NAME: the\n"
     "                      cluster of both nodes from then on\n"},
    {"seal", 1, ANY, ANYWHERE, false, TASK_FILES, do_seal,
     "  seal FILE OUT       encrypts a question bank with a passphrase, which is asked for\n"
     "                      or the first line of a file; sinodod --bank OUT opens it\n"},
    {"roster-secrets", 1, ANY, ANYWHERE, false, TASK_FILES, do_roster_secrets,
     "  roster-secrets ROSTER OUT [--letters FILE]   makes a secret for everybody on a roster:\n"
     "                      OUT is the roster with their hashes, for both nodes; the list for\n"
     "                      the convocation letters goes to FILE, or is shown\n"},
};

enum { COMMANDS = sizeof commands / sizeof commands[0] };

/* --- help --- */

static void print_task(FILE *to, enum desk_task task)
{
    static const char *const titles[DESK_TASKS] = {
        [TASK_BEFORE] = "Before the exam",        [TASK_DURING] = "During the exam",
        [TASK_DECIDE] = "What the board decides", [TASK_CENTRES] = "Between the centres",
        [TASK_AFTER] = "After the exam",          [TASK_STAFF] = "Accounts of the staff",
        [TASK_GRADE] = "Marking essays",          [TASK_NODE] = "The node",
        [TASK_FILES] = "Keys, disks and records"};
    (void)fprintf(to, "\n%s\n", titles[task]);
    for (size_t i = 0; i < desk_row_count; i++)
        if (desk_rows[i].task == task)
            (void)fputs(desk_rows[i].usage, to);
    for (size_t i = 0; i < COMMANDS; i++)
        if (commands[i].task == task)
            (void)fputs(commands[i].usage, to);
}

static void print_usage(FILE *to)
{
    (void)fputs(usage_head, to);
    for (enum desk_task task = TASK_BEFORE; task < DESK_TASKS; task++)
        print_task(to, task);
    (void)fputs(usage_tail, to);
}

static const struct command *find_in_table(const char *name)
{
    for (size_t i = 0; i < COMMANDS; i++)
        if (strcmp(name, commands[i].name) == 0)
            return &commands[i];
    return NULL;
}

static int refuse_command(const char *word)
{
    struct nearest nearest = {.word = word};
    char question[NEAREST_QUESTION_SIZE];
    for (size_t i = 0; i < COMMANDS; i++)
        nearest_try(&nearest, commands[i].name);
    for (size_t i = 0; i < desk_row_count; i++)
        nearest_try(&nearest, desk_rows[i].name);
    nearest_ask(&nearest, "", question);
    printable_line(stderr, "sinodoctl: '%.100s' is no command%s (see sinodoctl --help)", word,
                   question);
    return EX_USAGE;
}

/* May the command be given so? EX_OK, or an exit status after saying what is missing. */
static int check_place(const struct call *c, const char *name, enum place place)
{
    const char *missing = NULL;
    if (place == AT_NODE && c->data == NULL)
        missing = "--data DIR before it: the data directory of a node";
    else if (place == AT_DESK && c->data == NULL && c->node == NULL)
        missing = "--data DIR before it, the data directory of a node, or --node HOST:PORT";
    if (missing == NULL)
        return EX_OK;
    printable_line(stderr, "sinodoctl: '%s' needs %s", name, missing);
    return EX_USAGE;
}

static int run_own(struct call *c, const struct command *command, int count, char **words)
{
    int result = check_place(c, command->name, command->place);
    if (result != EX_OK)
        return result;
    if (c->format == SHOW_JSON && !command->json) {
        printable_line(stderr, "sinodoctl: '%s' has no --json", command->name);
        return EX_USAGE;
    }
    result = WRONG_USE;
    if (count >= command->least && count <= command->most)
        result = command->run(c, count, words);
    if (result != WRONG_USE)
        return result;
    printable_line(stderr, "sinodoctl: '%s' is not used with these words, but so:", command->name);
    (void)fputs(command->usage, stderr);
    return EX_USAGE;
}

static int run_command(struct call *c, int count, char **words)
{
    int taken;
    const struct command *command = find_in_table(words[0]);
    if (command != NULL)
        return run_own(c, command, count, words);
    const struct desk_row *row = desk_row_find(count, words, &taken);
    if (row == NULL)
        return refuse_command(words[0]);
    int result = check_place(c, row->name, AT_DESK);
    return result == EX_OK ? ordering_run(c, row, count - taken, words + taken) : result;
}

/* --- options --- */

static int refuse_option(const char *word)
{
    static const char *const options[] = {"data", "node", "staff",  "pin",
                                          "json", "help", "version"};
    struct nearest nearest = {.word = word + 2};
    char question[NEAREST_QUESTION_SIZE];
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++)
        nearest_try(&nearest, options[i]);
    nearest_ask(&nearest, "--", question);
    printable_line(stderr, "sinodoctl: '%.100s' is no option%s (see sinodoctl --help)", word,
                   question);
    return EX_USAGE;
}

static bool take_pin(struct call *c, const char *value)
{
    return c->pin_count < TLS_PINS && fingerprint_parse(value, &c->pins[c->pin_count++]);
}

static bool take_account(struct call *c, const char *value)
{
    return (size_t)snprintf(c->account, sizeof c->account, "%s", value) < sizeof c->account;
}

/* An option with a value; false after saying what is wrong with it. */
static bool take_value(struct call *c, const char *option, const char *value)
{
    bool good = true;
    if (strcmp(option, "--data") == 0)
        c->data = value;
    else if (strcmp(option, "--node") == 0)
        c->node = value;
    else if (strcmp(option, "--staff") == 0)
        good = take_account(c, value);
    else
        good = take_pin(c, value);
    if (!good)
        printable_line(stderr, "sinodoctl: %s cannot be '%.100s'%s", option, value,
                       strcmp(option, "--pin") == 0
                           ? ": it is the 64 hexadecimal digits of the node's fingerprint, twice "
                             "at most"
                           : "");
    return good;
}

/* The name of the option that takes a value, which the word begins with; NULL: none. */
static const char *valued(const char *word)
{
    static const char *const names[] = {"--data", "--node", "--staff", "--pin"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        size_t len = strlen(names[i]);
        if (strncmp(word, names[i], len) == 0 && (word[len] == '\0' || word[len] == '='))
            return names[i];
    }
    return NULL;
}

/* Takes the options before the command; *at gets its place. EX_OK, or an exit status after saying
 * what is wrong. */
static int take_options(struct call *c, int argc, char **argv, int *at)
{
    for (*at = 1; *at < argc && strncmp(argv[*at], "--", 2) == 0; ++*at) {
        const char *word = argv[*at], *option = valued(word), *value = NULL;
        if (strcmp(word, "--json") == 0) {
            c->format = SHOW_JSON;
            continue;
        }
        if (option == NULL)
            return refuse_option(word);
        if (word[strlen(option)] == '=')
            value = word + strlen(option) + 1;
        else if (*at + 1 < argc)
            value = argv[++*at];
        if (value == NULL)
            break; /* nothing follows */
        if (!take_value(c, option, value))
            return EX_USAGE;
    }
    const char *command = *at < argc ? argv[*at] : NULL;
    if (command != NULL && strncmp(command, "--", 2) != 0)
        return EX_OK;
    print_usage(stderr);
    return EX_USAGE;
}

/* `--json` may also be the last word. */
static int take_last(struct call *c, int count, char **words)
{
    if (count < 2 || strcmp(words[count - 1], "--json") != 0)
        return count;
    c->format = SHOW_JSON;
    return count - 1;
}

int main(int argc, char **argv)
{
    static struct call call;
    int at;
    if (nearest_is_among("--help", argc, argv) || nearest_is_among("-h", argc, argv)) {
        print_usage(stdout);
        return EX_OK;
    }
    if (nearest_is_among("--version", argc, argv)) {
        puts("sinodoctl " SINODO_VERSION);
        return EX_OK;
    }
    table_workbooks();
    (void)signal(SIGXFSZ, SIG_IGN); /* a file at its size limit is treated as a full disk */
    call_init(&call);
    int result = take_options(&call, argc, argv, &at);
    if (result == EX_OK)
        result = run_command(&call, take_last(&call, argc - at, argv + at), argv + at);
    call_release(&call);
    return result;
}
