/* sinodoctl.c - the operator's tool: the table of its commands. It talks to a running sinodod
 * through the socket in its data directory, or reads files alone. */
#include "common/nearest.h"
#include "common/printable.h"
#include "common/version.h"
#include "db/reader.h"
#include "server/ctl/call.h"
#include "server/ctl/changing_hours.h"
#include "server/ctl/checking.h"
#include "server/ctl/copying.h"
#include "server/ctl/keys.h"
#include "server/ctl/restoring.h"
#include "server/ctl/roster_secrets.h"
#include "server/ctl/sealing.h"
#include "server/door/operator_protocol.h"
#include "server/evidence/key.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

enum { COMMAND_SIZE = 64, WRONG_USE = CHECKING_WRONG_USE };

static const char usage[] =
    "sinodoctl --data DIR COMMAND\n"
    "sinodoctl check|contested|verify|verify-receipt FILE...   of a copy, anywhere\n"
    "sinodoctl seal FILE OUT [--passphrase-file FILE]\n"
    "sinodoctl roster-secrets ROSTER OUT [--letters FILE]\n"
    "sinodoctl --help, --version\n\n"
    "  status              the node, the link and its lag, applicants, sittings, and what\n"
    "                      needs attention\n"
    "  applicants [--csv]  everyone this node knows\n"
    "  reissue ID          a new access code (the old one ends)\n"
    "  release ID          lets an applicant, before the start, register at the other node\n"
    "  allow ID            lifts the caution after a restore for this applicant\n"
    "  hours               the hours in which an exam may be started, here and at the other\n"
    "                      node, and who changed them\n"
    "  hours [--opens WHEN] [--closes WHEN] --reason WORDS   changes this node's hours, also\n"
    "                      while exams run; WHEN: 2027-03-01 12:30 -04:00, or now, or +30\n"
    "                      for 30 minutes later\n"
    "  hours --plan --reason WORDS   puts the plan's hours back\n"
    "  unlock              opens a node that waits closed after a restore\n"
    "  unlock --force [NAME]   the same, though its journal is contested or the other node\n"
    "                      holds more of it; NAME: the node's, which is asked for\n"
    "  contested [FILE]    what only one side has of a journal that is contested, from the\n"
    "                      files (FILE: a copy, or a disk that was kept aside)\n"
    "  remark              marks finished exams anew by the corrected key that the node\n"
    "                      was started with\n"
    "  backup FILE         a copy of the running node's database in a new file, here\n"
    "  restore FILE        puts a copy in the place of the database of a stopped node, and\n"
    "                      sets aside what was there\n"
    "  keygen              makes the node's key, if it has none, and shows its fingerprint\n"
    "  keygen --next       the same with the key that the node is to have\n"
    "  keygen --switch     puts the next key in its place, for the next start\n"
    "  check [FILE]        recomputes digests and tables from the files and compares\n"
    "                      (FILE: a copy instead of DIR's database); of a running node\n"
    "                      in a copy, for which it needs room (TMPDIR, or /var/tmp)\n"
    "  verify [FILE] [CRT...]   the same, and every signature under both journals;\n"
    "                      CRT: the nodes' certificates (.crt), as you kept them\n"
    "  verify-receipt RECEIPT [FILE] [CRT]   is it genuine, and what does it say?\n"
    "  seal FILE OUT       encrypts a question bank with a passphrase, which is asked for\n"
    "                      or the first line of a file; sinodod --bank OUT opens it\n"
    "  roster-secrets ROSTER OUT [--letters FILE]   makes a secret for everybody on a roster:\n"
    "                      OUT is the roster with their hashes, for both nodes; the list for\n"
    "                      the convocation letters goes to FILE, or is shown\n\n"
    "status, applicants, hours, contested, reissue, release, allow, unlock and remark also\n"
    "take --json, before the command or as its last word.\n"
    "Exit status: 0 done; 1 the node refused (status: something needs attention); 3 no node\n"
    "answers; 64 wrong use; others (sysexits.h) for files: 65 not as they should be.\n";

/* The line at `text`, with its end. */
static size_t line_length(const char *text)
{
    size_t len = strcspn(text, "\n");
    return len + (text[len] == '\n');
}

/* The rows of `usage` about one command: two spaces and its name, and the lines
 * that go on. */
static void print_rows(FILE *to, const char *name)
{
    const size_t name_len = strlen(name);
    bool about = false;
    for (const char *at = usage; *at != '\0'; at += line_length(at)) {
        if (strncmp(at, "   ", 3) != 0)
            about = strncmp(at, "  ", 2) == 0 && strncmp(at + 2, name, name_len) == 0 &&
                    at[2 + name_len] == ' ';
        if (about)
            (void)fprintf(to, "%.*s", (int)line_length(at), at);
    }
}

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
    static const char *const request[] = {"STATUS"};
    static struct attention attention;
    char reader[READER_TEXT_SIZE + COMMAND_SIZE];
    (void)count;
    (void)words;
    if (!call_connect(c) || !call_ask(c, request, 1))
        return c->failure;
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
        const char *request[] = {"APPLICANTS", after};
        (void)snprintf(after, sizeof after, "%zu", list.count);
        if (!call_ask(c, request, 2))
            result = c->failure;
        else if (!show_take_applicants(&list, c->values, c->count, &rows))
            result = list.failed ? no_memory() : call_unexpected();
    }
    if (result == EX_OK)
        show_list(stdout, &list);
    show_list_release(&list);
    return result;
}

static int do_reissue(struct call *c, int count, char **words)
{
    return call_and_show(c, (const char *const[]){"REISSUE", words[1]}, (size_t)count);
}

static int do_release(struct call *c, int count, char **words)
{
    return call_and_show(c, (const char *const[]){"RELEASE", words[1]}, (size_t)count);
}

static int do_allow(struct call *c, int count, char **words)
{
    return call_and_show(c, (const char *const[]){"ALLOW", words[1]}, (size_t)count);
}

static int do_remark(struct call *c, int count, char **words)
{
    (void)words;
    return call_and_show(c, (const char *const[]){"REMARK"}, (size_t)count);
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

static const struct command {
    const char *name;
    int least, most; /* words, its name included */
    bool needs_data; /* --data DIR must be given */
    bool json;       /* it has something to show as JSON */
    int (*run)(struct call *call, int count, char **words);
} commands[] = {
    {"status", 1, 1, true, true, do_status},
    {"applicants", 1, 2, true, true, do_applicants},
    {"reissue", 2, 2, true, true, do_reissue},
    {"release", 2, 2, true, true, do_release},
    {"allow", 2, 2, true, true, do_allow},
    {"unlock", 1, 3, true, true, do_unlock},
    {"hours", 1, ANY, true, true, changing_hours},
    {"remark", 1, 1, true, true, do_remark},
    {"backup", 2, 2, true, false, do_backup},
    {"restore", 2, 2, true, false, do_restore},
    {"keygen", 1, 2, true, false, do_keygen},
    {"check", 1, ANY, false, false, checking_check},
    {"verify", 1, ANY, false, false, checking_verify},
    {"verify-receipt", 2, ANY, false, false, checking_receipt},
    {"contested", 1, ANY, false, true, checking_contested},
    {"seal", 1, ANY, false, false, do_seal},
    {"roster-secrets", 1, ANY, false, false, do_roster_secrets},
};

enum { COMMANDS = sizeof commands / sizeof commands[0] };

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
    nearest_ask(&nearest, "", question);
    printable_line(stderr, "sinodoctl: '%.100s' is no command%s (see sinodoctl --help)", word,
                   question);
    return EX_USAGE;
}

static int run_command(struct call *c, int count, char **words)
{
    const struct command *command = find_in_table(words[0]);
    if (command == NULL)
        return refuse_command(words[0]);
    if (c->data == NULL && command->needs_data) {
        printable_line(stderr,
                       "sinodoctl: '%s' needs --data DIR before it: the data directory of a node",
                       command->name);
        return EX_USAGE;
    }
    if (c->format == SHOW_JSON && !command->json) {
        printable_line(stderr, "sinodoctl: '%s' has no --json", command->name);
        return EX_USAGE;
    }
    int result = WRONG_USE;
    if (count >= command->least && count <= command->most)
        result = command->run(c, count, words);
    if (result != WRONG_USE)
        return result;
    printable_line(stderr, "sinodoctl: '%s' is not used with these words, but so:", command->name);
    print_rows(stderr, command->name);
    return EX_USAGE;
}

/* --- options --- */

static int refuse_option(const char *word)
{
    static const char *const options[] = {"data", "json", "help", "version"};
    struct nearest nearest = {.word = word + 2};
    char question[NEAREST_QUESTION_SIZE];
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++)
        nearest_try(&nearest, options[i]);
    nearest_ask(&nearest, "--", question);
    printable_line(stderr, "sinodoctl: '%.100s' is no option%s (see sinodoctl --help)", word,
                   question);
    return EX_USAGE;
}

/* Takes the options before the command; *at gets its place. EX_OK, or an exit status after saying
 * what is wrong. */
static int take_options(struct call *c, int argc, char **argv, int *at)
{
    for (*at = 1; *at < argc && strncmp(argv[*at], "--", 2) == 0; ++*at) {
        const char *option = argv[*at];
        if (strcmp(option, "--json") == 0)
            c->format = SHOW_JSON;
        else if (strncmp(option, "--data=", 7) == 0)
            c->data = option + 7;
        else if (strcmp(option, "--data") == 0 && *at + 1 < argc)
            c->data = argv[++*at];
        else if (strcmp(option, "--data") != 0)
            return refuse_option(option);
        else
            break; /* nothing follows */
    }
    if (*at < argc && strncmp(argv[*at], "--", 2) != 0)
        return EX_OK;
    (void)fputs(usage, stderr);
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
    if (nearest_is_among("--help", argc, argv)) {
        (void)fputs(usage, stdout);
        return EX_OK;
    }
    if (nearest_is_among("--version", argc, argv)) {
        puts("sinodoctl " SINODO_VERSION);
        return EX_OK;
    }
    call_init(&call);
    int result = take_options(&call, argc, argv, &at);
    if (result == EX_OK)
        result = run_command(&call, take_last(&call, argc - at, argv + at), argv + at);
    call_release(&call);
    return result;
}
