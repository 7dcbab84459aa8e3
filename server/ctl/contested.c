#include "server/ctl/contested.h"

#include "common/clock.h"
#include "common/printable.h"
#include "db/audit.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

/* The event that this entry means for the applicant or the node, in words. */
static const char *meaning(const struct entry *e)
{
    switch (e->kind) {
    case ENTRY_CLAIM:
        return "registered at this node";
    case ENTRY_GRANT:
        return "left to the other node, which had registered this ID";
    case ENTRY_CONFIRM:
        return "was confirmed: may sit at this node";
    case ENTRY_RELEASE:
        return "was handed back by an operator: may register at the other node";
    case ENTRY_FREED:
        return "the other node's release was noted: may register at this node";
    case ENTRY_START:
        return "started the exam";
    case ENTRY_ANSWER:
        return "saved an answer";
    case ENTRY_FINISH:
        return e->finish.reason == FINISH_BY_DEADLINE ? "was finished by the deadline"
                                                      : "finished the exam";
    case ENTRY_REISSUE:
        return "got a new access code";
    case ENTRY_ALLOW:
        return "may be released again, an operator said";
    case ENTRY_OUTAGE:
        return "the node was down: the exams stood still";
    case ENTRY_BEAT:
        return "exams were running";
    case ENTRY_OPENED:
        return e->opened.reason == OPENED_FORCED     ? "the node was unlocked by force"
               : e->opened.reason == OPENED_UNLOCKED ? "the node was unlocked"
                                                     : "the node opened again";
    case ENTRY_REMARK:
        return "was marked anew";
    case ENTRY_HOURS:
        return e->hours.plan ? "an operator put the plan's hours back"
                             : "an operator changed the hours in which exams may be started";
    case ENTRY_LIST:
        return "may register although the roster does not list this ID, the staff said";
    case ENTRY_ADMIT:
        return e->admit.on ? "was admitted" : "is not admitted any more";
    case ENTRY_READY:
        return "was ready to start";
    case ENTRY_BEGIN:
        return "the exam was to begin";
    case ENTRY_EXTEND:
        return "got more or less time";
    case ENTRY_PAUSE:
        return e->id[0] != '\0' ? "was paused" : "the exam was paused";
    case ENTRY_RESUME:
        return e->id[0] != '\0' ? "went on after a pause" : "the exam went on after a pause";
    case ENTRY_HOLD:
        return "went on at a terminal";
    case ENTRY_ANNOUNCE:
        return "the staff announced something";
    case ENTRY_END:
        return "was ended by the staff";
    case ENTRY_VOID:
        return e->voiding.on ? "does not count, the staff said" : "counts again, the staff said";
    case ENTRY_REOPEN:
        return "was to go on after the end";
    case ENTRY_RESET:
        return "was granted a new sitting";
    case ENTRY_AMEND:
        return "had a name that was written wrong";
    case ENTRY_NOTE:
        return "is in an irregularity that the staff noted";
    case ENTRY_TERMINAL:
        return "changed the terminal";
    case ENTRY_LATE:
        return "sent an answer too late: it does not count";
    case ENTRY_RENEW:
        return "went on at the same terminal with a new token";
    case ENTRY_SHOWN:
        return "was shown the result";
    case ENTRY_STAFF:
        return "an account of the staff changed";
    case ENTRY_TRANSFER:
        return "was sent to the other node";
    case ENTRY_BROUGHT:
        return "took an answer along";
    case ENTRY_TAKEOVER:
        return "came from the other node: may sit at this node";
    case ENTRY_RECALL:
        return "was called back from the other node";
    case ENTRY_ADOPT:
        return "this node took over the other node's people";
    case ENTRY_RETIRED:
        return "this node left its people to the other one";
    case ENTRY_COUNT:
        return "had a node chosen whose answers count";
    case ENTRY_MARK:
        return "had an essay marked";
    case ENTRY_PUBLISH:
        return "results were published";
    }
    return "";
}

/* json: NULL for lines. */
static void put_entry(struct json *json, const char *journal, uint64_t n, const struct entry *e)
{
    char when[CLOCK_TEXT_SIZE];
    const char *kind = entry_kind_text(e->kind), *means = meaning(e);
    clock_text(e->at, when);
    if (json == NULL) {
        printable_line(stdout, "%8llu  %s  %-20s %-8s %s", (unsigned long long)n, when, e->id, kind,
                       means);
        return;
    }
    json_begin(json, NULL, '{');
    show_json_text(json, "journal", journal, strlen(journal));
    json_integer(json, "n", (int64_t)n);
    json_string(json, "at", when);
    show_json_text(json, "id", e->id, strlen(e->id));
    json_string(json, "kind", kind);
    json_string(json, "meaning", means);
    json_end(json, '}');
}

static bool list_journal(struct audit_file *file, const struct contested_view *view,
                         enum journal_owner journal, struct json *json)
{
    const struct contest *c = &view->of[journal].contest;
    bool own = journal == JOURNAL_OWN;
    const char *node = own ? view->node : view->peer;
    uint64_t first = contest_is_found(c) ? c->differs_n : c->agreed_n + 1;
    uint64_t last = audit_length(file, journal);
    if (c->differs_n == 0)
        return true;
    if (json == NULL) {
        (void)putchar('\n');
        printable_line(stdout, "the journal of %s, as %s has it, from entry %llu on:", node,
                       own ? "its own disk" : "this node's copy", (unsigned long long)first);
    }
    for (uint64_t n = first; n <= last; n++) {
        struct digest digest;
        struct entry e;
        if (!audit_entry(file, journal, n, &digest, &e))
            return false;
        put_entry(json, node, n, &e);
    }
    return true;
}

static void put_words(struct json *json, const struct contested_words *words)
{
    if (json != NULL) {
        show_json_text(json, "contested", words->what, strlen(words->what));
        show_json_text(json, "what_to_do", words->advice, strlen(words->advice));
        show_json_text(json, "never", words->never, strlen(words->never));
    } else if (words->what[0] == '\0') {
        (void)puts("no journal is contested, as far as this database knows");
    } else {
        printable_line(stdout, "%s", words->what);
        printable_line(stdout, "what to do: %s", words->advice);
        printable_line(stdout, "what not to do: %s", words->never);
    }
}

static bool list_all(struct audit_file *file, const struct contested_view *view, struct json *json)
{
    struct contested_words words;
    bool read = true;
    contested_say(view, &words);
    put_words(json, &words);
    if (json != NULL)
        json_begin(json, "entries", '[');
    for (enum journal_owner journal = JOURNAL_OWN; journal <= JOURNAL_PEER; journal++)
        read = list_journal(file, view, journal, json) && read;
    if (json != NULL)
        json_end(json, ']');
    return read;
}

/* False when memory was out, too. */
static bool list_as_json(struct audit_file *file, const struct contested_view *view)
{
    struct buffer text = {0};
    struct json json = {.out = &text, .first = true};
    json_begin(&json, NULL, '{');
    bool read = list_all(file, view, &json);
    json_end(&json, '}');
    bool shown = show_json(stdout, &text);
    return shown && read;
}

int contested_list(const char *path, enum show_format format)
{
    struct audit_file *file = NULL;
    struct contested_view view;
    if (audit_open(path, &file) != STATUS_OK) {
        printable_line(stderr, "sinodoctl: %s is not a node's database", path);
        return EX_DATAERR;
    }
    audit_contested(file, &view);
    bool read = format == SHOW_JSON ? list_as_json(file, &view) : list_all(file, &view, NULL);
    audit_close(file);
    if (!read)
        (void)fputs("sinodoctl: the database could not be read to the end\n", stderr);
    return read ? EX_OK : EX_DATAERR;
}
