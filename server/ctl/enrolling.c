#include "server/ctl/enrolling.h"

#include "common/errors.h"
#include "common/file.h"
#include "common/printable.h"
#include "common/wipe.h"
#include "server/ctl/checking.h"
#include "server/ctl/ordering.h"
#include "server/ctl/paper_words.h"
#include "server/report/slips.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#define UNFINISHED ".unfinished"

enum { TITLE_SIZE = 3 * TITLE_MAX_BYTES + 1, RUN_KEY_BYTES = ORDERING_KEY_SIZE - 1 };

/* What a slip says of one person. */
struct slip {
    char id[3 * IDENT_SIZE], name[3 * NAME_MAX_BYTES + 1], centre[3 * NODE_NAME_MAX + 1];
    char room[ROOM_MAX_BYTES + 1], code[CALL_CODE_SIZE];
    bool pending;
};

struct run {
    struct call *call;
    struct paper_words words;
    struct roster *roster;
    char key[ORDERING_KEY_SIZE], unfinished[PATH_MAX];
    char node[NODE_NAME_MAX + 1], title[TITLE_SIZE];
    struct slip *slips;
    size_t count, elsewhere, refused;
    struct buffer before; /* who was registered before: " V1 V2" */
};

/* --- the run's key --- */

static int say_bad_file(const struct run *r, const char *why)
{
    printable_line(stderr,
                   "sinodoctl: %s cannot be used: %s. With it a run that was interrupted goes on; "
                   "move it away to begin another, and give whoever is registered already a new "
                   "code (reissue)",
                   r->unfinished, why);
    return EX_DATAERR;
}

static int read_key(struct run *r)
{
    struct stat st;
    int fd = open(r->unfinished, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return say_bad_file(r, strerror(errno));
    bool safe = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && (st.st_mode & 077) == 0 &&
                st.st_uid == geteuid();
    ssize_t got = safe ? read(fd, r->key, RUN_KEY_BYTES) : 0;
    close(fd);
    if (!safe)
        return say_bad_file(r, "it must be a file of this user, which nobody else may read");
    if (got != RUN_KEY_BYTES || strspn(r->key, "0123456789abcdef") != RUN_KEY_BYTES)
        return say_bad_file(r, "it is not whole");
    (void)fputs("sinodoctl: goes on with the run that was interrupted\n", stderr);
    return EX_OK;
}

/* On the disk before anybody is registered. */
static int begin_key(struct run *r)
{
    struct buffer text = {0};
    if (access(r->unfinished, F_OK) == 0)
        return read_key(r);
    if (!ordering_draw_key(r->key))
        return EX_OSERR;
    buffer_append(&text, r->key, RUN_KEY_BYTES);
    int result = paper_words_write(r->unfinished, &text, false);
    buffer_wipe(&text);
    return result;
}

static void key_of(const struct run *r, const char *id, char out[ORDERING_KEY_SIZE])
{
    char hex[DIGEST_TEXT_SIZE];
    struct digest d = digest_of_two(r->key, RUN_KEY_BYTES, id, strlen(id));
    digest_text(&d, hex);
    memcpy(out, hex, RUN_KEY_BYTES);
    out[RUN_KEY_BYTES] = '\0';
    wipe(hex, sizeof hex);
    wipe(&d, sizeof d);
}

/* --- the node --- */

static bool take_text(const struct call *c, const char *name, char *out, size_t size)
{
    const struct wire_value *v = wire_pair(c->values, c->count, name);
    if (v == NULL || v->type != WIRE_BULK)
        return false;
    (void)printable_copy(out, size, v->data, v->len, PRINTABLE_LINE);
    return true;
}

static int ask_node(struct run *r)
{
    static const char *const words[] = {"DESK", "STATUS"};
    struct call *c = r->call;
    if (!call_connect(c) || !call_ask(c, words, 2))
        return c->failure;
    return take_text(c, "node", r->node, sizeof r->node) &&
                   take_text(c, "exam", r->title, sizeof r->title)
               ? EX_OK
               : call_unexpected();
}

static int take_slip(struct run *r, const struct roster_person *person)
{
    struct slip *s = &r->slips[r->count];
    char state[16] = "";
    if (!take_text(r->call, "id", s->id, sizeof s->id) ||
        !take_text(r->call, "name", s->name, sizeof s->name) ||
        !take_text(r->call, "code", s->code, sizeof s->code) ||
        !take_text(r->call, "node", s->centre, sizeof s->centre) ||
        !take_text(r->call, "state", state, sizeof state))
        return call_unexpected();
    memcpy(s->room, person->room, sizeof s->room);
    s->pending = strcmp(state, "pending") == 0;
    r->count++;
    return EX_OK;
}

/* It would refuse the next person too. */
static bool is_about_node(const struct wire_word *code)
{
    static const char *const codes[] = {"BUSY", "CLOSED", "DENIED", "FULL", "IOERR", "UNSAVED"};
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
        if (wire_is(code, codes[i]))
            return true;
    return false;
}

static int take_refusal(struct run *r, const char *id)
{
    const struct wire_value *error = &r->call->values[0];
    struct error_read read = errors_read(error->data, error->len);
    if (is_about_node(&read.code))
        return call_refused(r->call);
    if (read.kind == ERROR_REGISTERED) {
        buffer_printf(&r->before, " %s", id);
        return EX_OK;
    }
    r->refused++;
    printable_line(stderr, "sinodoctl: %s is not registered: %.*s", id, (int)error->len,
                   error->data);
    return EX_OK;
}

static int register_one(struct run *r, const struct roster_person *person)
{
    char key[ORDERING_KEY_SIZE];
    const char *const words[] = {"DESK", "REGISTER", key, "", person->name, person->id};
    int result = EX_OK;
    key_of(r, person->id, key);
    switch (call_repeat(r->call, words, sizeof words / sizeof words[0])) {
    case CALL_LOST:
        result = r->call->failure;
        break;
    case CALL_ERROR:
        result = take_refusal(r, person->id);
        break;
    case CALL_ANSWERED:
        result = take_slip(r, person);
        break;
    }
    wipe(key, sizeof key);
    return result;
}

static int register_all(struct run *r)
{
    int result = EX_OK;
    for (size_t i = 0; result == EX_OK && i < roster_count(r->roster); i++) {
        const struct roster_person *person = roster_at(r->roster, i);
        if (person->node[0] != '\0' && strcmp(person->node, r->node) != 0)
            r->elsewhere++;
        else
            result = register_one(r, person);
    }
    return result;
}

/* --- the page --- */

static int write_page(struct run *r)
{
    const struct paper_about about = {
        .title = r->title, .hour = r->words.hour_text, .spanish = r->words.spanish};
    struct paper_person *people = calloc(r->count, sizeof *people);
    struct buffer page = {.failed = people == NULL};
    for (size_t i = 0; people != NULL && i < r->count; i++) {
        const struct slip *s = &r->slips[i];
        people[i] = (struct paper_person){.id = s->id,
                                          .name = s->name,
                                          .centre = s->centre,
                                          .room = s->room,
                                          .code = s->code,
                                          .pending = s->pending};
    }
    if (people != NULL) {
        paper_sort(people, r->count);
        slips_page(&page, &about, people, r->count);
    }
    int result = paper_words_write(r->words.out, &page, false);
    buffer_wipe(&page);
    free(people);
    return result;
}

static void say_interrupted(const struct run *r)
{
    printable_line(stderr,
                   "sinodoctl: the run stops here: who is registered has a code that is on no "
                   "paper yet. Give the same command again, with the same %s: it goes on, and "
                   "prints all slips. Keep %s until then: without it these people need a new code "
                   "each (reissue)",
                   r->words.out, r->unfinished);
}

static int say_done(const struct run *r)
{
    if (r->count > 0)
        printable_line(stdout,
                       "%s: %zu slip%s with access codes, which are nowhere else. Print them, then "
                       "delete the file.",
                       r->words.out, r->count, r->count == 1 ? "" : "s");
    else
        (void)puts("Nobody was registered: no file was written.");
    if (r->elsewhere > 0)
        printf("Listed at the other centre, whose desk registers them: %zu.\n", r->elsewhere);
    if (r->before.len > 0)
        printf("Registered before, and without a slip (`sinodoctl reissue ID` gives a new code):"
               "%.*s\n",
               (int)r->before.len, r->before.data);
    if (r->refused > 0)
        printf("Not registered: %zu, see above.\n", r->refused);
    return r->refused > 0 || r->before.len > 0 ? CALL_REFUSED : EX_OK;
}

static int enrol(struct run *r)
{
    int result = begin_key(r);
    if (result != EX_OK)
        return result;
    r->slips = calloc(roster_count(r->roster), sizeof *r->slips);
    result = r->slips != NULL ? register_all(r) : EX_OSERR;
    if (result == EX_OK && r->count > 0)
        result = write_page(r);
    if (result != EX_OK) {
        say_interrupted(r);
        return result;
    }
    (void)unlink(r->unfinished);
    return say_done(r);
}

/* A run may have ended between its last two steps. */
static int refuse_existing(const struct run *r)
{
    printable_line(stderr, "sinodoctl: %s exists already: choose another name", r->words.out);
    if (unlink(r->unfinished) == 0)
        printable_line(stderr, "sinodoctl: it is whole: %s is removed", r->unfinished);
    return EX_CANTCREAT;
}

int enrolling_run(struct call *c, int count, char **words)
{
    struct run r = {.call = c};
    if (!paper_words_take(count - 1, words + 1, &r.words) || r.words.from == NULL ||
        r.words.roster != NULL || r.words.plan != NULL || r.words.centre != NULL ||
        r.words.room != NULL || c->format == SHOW_JSON)
        return CHECKING_WRONG_USE;
    (void)snprintf(r.unfinished, sizeof r.unfinished, "%.4000s" UNFINISHED, r.words.out);
    if (access(r.words.out, F_OK) == 0)
        return refuse_existing(&r);
    int result = paper_words_roster(&r.words, r.words.from, &r.roster);
    if (result == EX_OK)
        result = ask_node(&r);
    if (result == EX_OK)
        result = enrol(&r);
    if (r.slips != NULL)
        wipe(r.slips, roster_count(r.roster) * sizeof *r.slips);
    free(r.slips);
    wipe(r.key, sizeof r.key);
    buffer_release(&r.before);
    roster_close(r.roster);
    return result;
}
