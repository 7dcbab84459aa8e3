#include "server/desk/desk.h"

#include "common/errors.h"
#include "common/log.h"
#include "server/desk/desk_adopt.h"
#include "server/desk/desk_board.h"
#include "server/desk/desk_enrol.h"
#include "server/desk/desk_grade.h"
#include "server/desk/desk_grade_next.h"
#include "server/desk/desk_hours.h"
#include "server/desk/desk_move.h"
#include "server/desk/desk_people.h"
#include "server/desk/desk_publish.h"
#include "server/desk/desk_remark.h"
#include "server/desk/desk_report.h"
#include "server/desk/desk_room.h"
#include "server/desk/desk_ruling.h"
#include "server/desk/desk_staff.h"
#include "server/desk/desk_terminal.h"
#include "server/desk/desk_time.h"
#include "server/desk/desk_view.h"

#include <stdio.h>
#include <string.h>

/* A command: its words (desk_words.h), and what it asks of whoever gives it. */
struct desk_command {
    struct desk_form form;
    enum duty duty;
    void (*handle)(const struct request *r, const struct desk_words *w);
};

/* One line for each. Those whose words people type after sinodoctl are in server/ctl/desk_table.c
 * too; its other commands, and the pages, make the rest of the requests. */
static const struct desk_command commands[] = {
    {{"STATUS", 0, DESK_LOOKS, DESK_TAKES_NOBODY}, DUTY_LOOK, desk_status},
    {{"APPLICANTS", 1, DESK_LOOKS, DESK_TAKES_NOBODY}, DUTY_LOOK, desk_applicants},
    {{"BOARD", 1, DESK_LOOKS, DESK_TAKES_NOBODY}, DUTY_LOOK, desk_board},
    {{"ORDERED", 1, DESK_LOOKS, DESK_TAKES_NOBODY}, DUTY_LOOK, desk_ordered},
    {{"ROSTER", 1, DESK_LOOKS, DESK_TAKES_NOBODY}, DUTY_LOOK, desk_roster},
    {{"HOURS", 0, DESK_LOOKS, DESK_TAKES_NOBODY}, DUTY_LOOK, desk_hours},
    {{"HOURS-CHANGE", 2, DESK_EXPLAINS, DESK_TAKES_NOBODY}, DUTY_DECIDE, desk_hours_change},
    {{"HOURS-PLAN", 0, DESK_EXPLAINS, DESK_TAKES_NOBODY}, DUTY_DECIDE, desk_hours_plan},
    {{"REGISTER", 1, DESK_CHANGES, DESK_TAKES_ONE}, DUTY_ROOM, desk_register},
    {{"LIST", 2, DESK_EXPLAINS, DESK_TAKES_ONE}, DUTY_DECIDE, desk_list},
    {{"AMEND", 1, DESK_CHANGES, DESK_TAKES_ONE}, DUTY_ROOM, desk_amend},
    {{"RENAME-ID", 1, DESK_CHANGES, DESK_TAKES_ONE}, DUTY_DECIDE, desk_rename},
    {{"ADMIT", 0, DESK_CHANGES, DESK_TAKES_PRESENT}, DUTY_ROOM, desk_admit},
    {{"UNADMIT", 0, DESK_CHANGES, DESK_TAKES_PRESENT}, DUTY_ROOM, desk_unadmit},
    {{"BEGIN", 1, DESK_CHANGES, DESK_TAKES_NOBODY}, DUTY_ROOM, desk_begin},
    {{"ANNOUNCE", 2, DESK_CHANGES, DESK_TAKES_NOBODY}, DUTY_ROOM, desk_announce},
    {{"ANNOUNCED", 1, DESK_LOOKS, DESK_TAKES_NOBODY}, DUTY_LOOK, desk_announced},
    {{"NOTE", 0, DESK_EXPLAINS, DESK_TAKES_ONE}, DUTY_ROOM, desk_note},
    {{"REISSUE", 0, DESK_CHANGES, DESK_TAKES_ONE}, DUTY_DECIDE, desk_reissue},
    {{"RELEASE", 0, DESK_CHANGES, DESK_TAKES_ONE}, DUTY_DECIDE, desk_release},
    {{"ALLOW", 0, DESK_CHANGES, DESK_TAKES_ONE}, DUTY_DECIDE, desk_allow},
    {{"MOVE", 1, DESK_CHANGES, DESK_TAKES_ONE}, DUTY_ROOM, desk_move_terminal},
    {{"TRANSFER", 1, DESK_CHANGES, DESK_TAKES_SOME}, DUTY_DECIDE, desk_transfer},
    {{"RECALL", 0, DESK_CHANGES, DESK_TAKES_ONE}, DUTY_DECIDE, desk_recall},
    {{"EXTEND", 1, DESK_EXPLAINS, DESK_TAKES_MANY}, DUTY_EXTEND, desk_extend},
    {{"PAUSE", 0, DESK_CHANGES, DESK_TAKES_MANY}, DUTY_ROOM, desk_pause},
    {{"RESUME", 0, DESK_CHANGES, DESK_TAKES_MANY}, DUTY_ROOM, desk_resume},
    {{"END", 0, DESK_CHANGES, DESK_TAKES_MANY}, DUTY_END, desk_end},
    {{"VOID", 0, DESK_EXPLAINS, DESK_TAKES_ONE}, DUTY_DECIDE, desk_void},
    {{"UNVOID", 0, DESK_CHANGES, DESK_TAKES_ONE}, DUTY_DECIDE, desk_unvoid},
    {{"REOPEN", 1, DESK_EXPLAINS, DESK_TAKES_ONE}, DUTY_DECIDE, desk_reopen},
    {{"RESET", 0, DESK_EXPLAINS, DESK_TAKES_SOME}, DUTY_DECIDE, desk_reset},
    {{"REMARK", 0, DESK_CHANGES, DESK_TAKES_NOBODY}, DUTY_DECIDE, desk_remark},
    {{"GRADE", 1, DESK_LOOKS, DESK_TAKES_NOBODY}, DUTY_GRADE, desk_grade},
    {{"GRADE-NEXT", 3, DESK_LOOKS, DESK_TAKES_NOBODY}, DUTY_GRADE, desk_grade_next},
    {{"GRADE-MARK", 2, DESK_CHANGES, DESK_TAKES_NOBODY}, DUTY_GRADE, desk_grade_mark},
    {{"PUBLISH", 1, DESK_EXPLAINS, DESK_TAKES_NOBODY}, DUTY_DECIDE, desk_publish},
    {{"REMARKED", 2, DESK_LOOKS, DESK_TAKES_NOBODY}, DUTY_DECIDE, desk_remarked},
    {{"REPORT", 2, DESK_LOOKS, DESK_TAKES_NOBODY}, DUTY_DECIDE, desk_report},
    {{"REPORT-PART", 2, DESK_LOOKS, DESK_TAKES_NOBODY}, DUTY_DECIDE, desk_report_part},
    {{"ADOPT", 1, DESK_CHANGES, DESK_TAKES_NOBODY}, DUTY_DECIDE, desk_adopt},
    {{"RETIRE", 1, DESK_CHANGES, DESK_TAKES_NOBODY}, DUTY_DECIDE, desk_retire},
    {{"COUNT", 1, DESK_CHANGES, DESK_TAKES_ONE}, DUTY_DECIDE, desk_count},
    {{"STAFF-ADD", 2, DESK_CHANGES, DESK_TAKES_NOBODY}, DUTY_DECIDE, desk_staff_add},
    {{"STAFF-REMOVE", 1, DESK_CHANGES, DESK_TAKES_NOBODY}, DUTY_DECIDE, desk_staff_remove},
    {{"STAFF-LIST", 0, DESK_LOOKS, DESK_TAKES_NOBODY}, DUTY_DECIDE, desk_staff_list},
};

enum { COMMANDS = sizeof commands / sizeof commands[0], SHOWN_MAX = 32 };

static const struct desk_command *find_command(const struct wire_word *name)
{
    for (size_t i = 0; i < COMMANDS; i++)
        if (wire_is(name, commands[i].form.name))
            return &commands[i];
    return NULL;
}

/* "V1", "V1 and 2 more", "--all", "--room A"; "" for a command about the node. */
static void say_people(const struct desk_who *who, char *out, size_t size)
{
    switch (who->people) {
    case DESK_NOBODY:
        out[0] = '\0';
        return;
    case DESK_IDS:
        if (who->count > 1)
            (void)snprintf(out, size, " %s and %zu more", who->id[0], who->count - 1);
        else
            (void)snprintf(out, size, " %s", who->id[0]);
        return;
    case DESK_RUNNING:
        (void)snprintf(out, size, " --running");
        return;
    case DESK_ALL:
        (void)snprintf(out, size, " --all");
        return;
    case DESK_PRESENT:
        (void)snprintf(out, size, " --present");
        return;
    case DESK_OF_ROOM:
        (void)snprintf(out, size, " --room %s", who->room);
        return;
    }
}

/* reply: where the reply begins. */
static void log_command(const struct desk_command *c, const struct request *r,
                        const struct desk_words *w, size_t reply)
{
    char people[100];
    const char *text = r->out->data + reply;
    if (r->out->failed || r->out->len <= reply)
        return;
    say_people(&w->who, people, sizeof people);
    if (*text == '-')
        log_event(LOG_WARN, "%s: %s%s is refused: %.*s", r->by, c->form.name, people,
                  (int)(r->out->len - reply - 3), text + 1);
    else if (c->form.asks != DESK_LOOKS)
        log_event(LOG_INFO, "%s: %s%s%s%s", r->by, c->form.name, people,
                  w->order.reason[0] != '\0' ? ": " : "", w->order.reason);
}

/* O2 */
static bool check_role(const struct desk_command *c, const struct request *r,
                       const struct desk_words *w)
{
    bool one = w->who.people == DESK_IDS && w->who.count == 1;
    if (roles_may(w->role, c->duty == DUTY_END && !one ? DUTY_DECIDE : c->duty))
        return true;
    errors_put(r->out, ERROR_DENIED, NULL);
    return false;
}

void desk_request(const struct request *r, enum role role)
{
    const struct wire_word *name = &r->words[1];
    const struct desk_command *c = r->count > 1 ? find_command(name) : NULL;
    struct desk_words w = {.role = role};
    size_t reply = r->out->len;
    if (r->count < 2) {
        wire_put_error(r->out, "ERR", "DESK needs a command");
        return;
    }
    if (c == NULL) {
        wire_put_error(r->out, "ERR", "DESK has no command '%.*s'",
                       (int)(name->len < SHOWN_MAX ? name->len : SHOWN_MAX), name->data);
        return;
    }
    if (desk_words_read(&c->form, r->words, r->count, &r->node->config->ids,
                        r->node->config->cluster, r->by, r->out, &w) &&
        check_role(c, r, &w))
        c->handle(r, &w);
    log_command(c, r, &w, reply);
}
