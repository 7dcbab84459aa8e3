#include "server/ctl/papering.h"

#include "common/array.h"
#include "common/file.h"
#include "common/printable.h"
#include "common/text.h"
#include "db/cut.h"
#include "server/ctl/checking.h"
#include "server/ctl/paper_words.h"
#include "server/report/attendance.h"
#include "server/report/slips.h"
#include "server/report/source.h"
#include "server/setup/settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

struct papers {
    struct paper_words words;
    struct roster *roster; /* NULL: none was given */
    struct cut_file *file; /* NULL: likewise */
    struct people *people; /* of the file */
    struct paper_person *all;
    size_t count, cap;
    char title[TITLE_MAX_BYTES + 1], hour[MOMENT_TEXT_SIZE];
};

static int no_memory(void)
{
    (void)fputs("sinodoctl: out of memory\n", stderr);
    return EX_OSERR;
}

/* --- title and hour, from a plan --- */

static void take_settings(struct papers *p, const char *text, size_t len)
{
    struct settings s;
    settings_init(&s, text, len);
    while (settings_next(&s) == SETTINGS_PAIR) {
        if (strcmp(s.name, "title") == 0)
            (void)snprintf(p->title, sizeof p->title, "%s", s.value);
        else if (strcmp(s.name, "opens") == 0)
            paper_words_hour(s.value, p->hour);
    }
}

/* A plan that the node could not read would not be in its file. */
static void take_plan(struct papers *p, const char *name, const struct buffer *bytes)
{
    struct buffer text = {0}, errors = {0};
    if (text_take(name, bytes->len > 0 ? bytes->data : "", bytes->len, &text, &errors) == STATUS_OK)
        take_settings(p, text.len > 0 ? text.data : "", text.len);
    buffer_release(&text);
    buffer_release(&errors);
}

static int read_plan(struct papers *p)
{
    struct buffer bytes = {0}, errors = {0};
    enum status status = file_read(p->words.plan, SETTINGS_FILE_BYTES, &bytes, &errors);
    if (status == STATUS_OK)
        take_plan(p, p->words.plan, &bytes);
    printable_write(stderr, errors.data, errors.len, PRINTABLE_TEXT);
    buffer_release(&bytes);
    buffer_release(&errors);
    return status == STATUS_OK ? EX_OK : EX_NOINPUT;
}

static int find_exam(struct papers *p)
{
    struct cut_exam exam;
    if (p->words.plan != NULL)
        return read_plan(p);
    if (p->file != NULL && cut_exam(p->file, NULL, &exam)) {
        take_settings(p, exam.settings, strlen(exam.settings));
        take_plan(p, exam.plan, &exam.plan_bytes);
        cut_exam_release(&exam);
    }
    return EX_OK;
}

/* --- the people of a node's file --- */

static int read_people(struct papers *p, const char *path)
{
    enum status status = cut_open(path, &p->file);
    if (status == STATUS_OK) {
        struct cut cut = cut_whole(p->file);
        status = source_people(p->file, &cut, NULL, &p->people);
    }
    if (status == STATUS_OK)
        return EX_OK;
    printable_line(stderr, "sinodoctl: %s cannot be read as a node's database: %s", path,
                   status_text(status));
    return status == STATUS_NOMEM ? EX_OSERR : EX_DATAERR;
}

static int read_file(const struct call *c, struct papers *p)
{
    char path[CALL_PATH_SIZE];
    if (p->words.from != NULL)
        return read_people(p, p->words.from);
    if (c->data == NULL)
        return EX_OK;
    (void)snprintf(path, sizeof path, "%s/" DATABASE_FILE, c->data);
    return read_people(p, path);
}

/* --- who is on paper --- */

static bool is_wanted(const struct papers *p, const struct paper_person *person)
{
    const char *centre = p->words.centre, *room = p->words.room;
    return (centre == NULL || strcmp(person->centre, centre) == 0) &&
           (room == NULL || strcmp(person->room, room) == 0);
}

static bool add(struct papers *p, const struct paper_person *person)
{
    if (!is_wanted(p, person))
        return true;
    if (!array_grow((void **)&p->all, &p->cap, p->count, sizeof *p->all))
        return false;
    p->all[p->count++] = *person;
    return true;
}

static bool add_registered(struct papers *p)
{
    bool added = true;
    for (size_t i = 0; p->people != NULL && added && i < people_count(p->people); i++) {
        struct person_report report = people_at(p->people, i);
        const struct roster_person *listed =
            p->roster != NULL ? roster_find(p->roster, report.id) : NULL;
        int64_t extra_ms = report.extra_ms + (listed != NULL ? listed->extra_s * INT64_C(1000) : 0);
        const struct paper_person person = {
            .id = report.id,
            .name = report.name,
            .centre =
                report.journal == JOURNAL_OWN ? cut_identity(p->file)->node : cut_peer(p->file),
            .room = listed != NULL ? listed->room : "",
            .extra_minutes = extra_ms > 0 ? (uint32_t)(extra_ms / 60000) : 0,
            .pending = report.state == PEOPLE_PENDING};
        added = add(p, &person);
    }
    return added;
}

static bool is_registered(const struct papers *p, const char *id)
{
    struct person_report person;
    return p->people != NULL && people_by_id(p->people, id, &person);
}

static bool add_listed(struct papers *p)
{
    bool added = true;
    for (size_t i = 0; p->roster != NULL && added && i < roster_count(p->roster); i++) {
        const struct roster_person *listed = roster_at(p->roster, i);
        const struct paper_person person = {.id = listed->id,
                                            .name = listed->name,
                                            .centre = listed->node,
                                            .room = listed->room,
                                            .extra_minutes = listed->extra_s / 60,
                                            .unregistered = p->people != NULL};
        added = is_registered(p, listed->id) || add(p, &person);
    }
    return added;
}

/* As the roster writes it. */
static bool settle_room(struct papers *p)
{
    if (p->words.room == NULL)
        return true;
    const char *room = p->roster != NULL ? roster_room(p->roster, p->words.room) : NULL;
    if (room != NULL)
        p->words.room = room;
    else
        printable_line(stderr,
                       p->roster != NULL ? "sinodoctl: the roster has nobody in a room %s"
                                         : "sinodoctl: rooms are in the roster: give --roster FILE "
                                           "with --room %s",
                       p->words.room);
    return room != NULL;
}

static int collect(const struct call *c, struct papers *p)
{
    int result = EX_OK;
    if (p->words.roster != NULL)
        result = paper_words_roster(&p->words, p->words.roster, &p->roster);
    if (result == EX_OK)
        result = read_file(c, p);
    if (result == EX_OK && p->roster == NULL && p->people == NULL) {
        (void)fputs("sinodoctl: whose? Name the node's --data DIR before the command, a copy or an "
                    "archive by --from FILE, or a roster by --roster FILE\n",
                    stderr);
        result = EX_USAGE;
    }
    if (result == EX_OK)
        result = find_exam(p);
    if (result == EX_OK && !settle_room(p))
        result = EX_DATAERR;
    if (result == EX_OK && (!add_registered(p) || !add_listed(p)))
        result = no_memory();
    if (result == EX_OK && p->count == 0) {
        (void)fputs("sinodoctl: there is nobody to print\n", stderr);
        result = EX_DATAERR;
    }
    return result;
}

/* --- the commands --- */

static int print_page(struct call *c, int count, char **words,
                      void (*put_page)(struct buffer *, const struct paper_about *,
                                       const struct paper_person *, size_t))
{
    struct papers p = {.count = 0};
    struct buffer page = {0};
    if (!paper_words_take(count - 1, words + 1, &p.words))
        return CHECKING_WRONG_USE;
    int result = collect(c, &p);
    if (result == EX_OK) {
        const struct paper_about about = {.title = p.title,
                                          .hour = p.words.hour_text[0] != '\0' ? p.words.hour_text
                                                                               : p.hour,
                                          .spanish = p.words.spanish};
        paper_sort(p.all, p.count);
        put_page(&page, &about, p.all, p.count);
        result = paper_words_write(p.words.out, &page, true);
    }
    if (result == EX_OK)
        printable_line(stdout, "%s: %zu people. Print it from a browser, on A4.", p.words.out,
                       p.count);
    buffer_release(&page);
    free(p.all);
    people_close(p.people);
    cut_close(p.file);
    roster_close(p.roster);
    return result;
}

int papering_slips(struct call *c, int count, char **words)
{
    return print_page(c, count, words, slips_page);
}

int papering_attendance(struct call *c, int count, char **words)
{
    return print_page(c, count, words, attendance_page);
}
