#include "server/ctl/paper_words.h"

#include "common/file.h"
#include "common/printable.h"
#include "server/ctl/lang.h"
#include "server/setup/roster_file.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <time.h>

static const char **place_of(struct paper_words *w, const char *option)
{
    const struct {
        const char *option, **value;
    } options[] = {
        {"--from", &w->from},     {"--roster", &w->roster},       {"--plan", &w->plan},
        {"--centre", &w->centre}, {"--room", &w->room},           {"--hour", &w->hour},
        {"--lang", &w->lang},     {"--id-format", &w->id_format}, {"--id-letter", &w->id_letter}};
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++)
        if (strcmp(option, options[i].option) == 0)
            return options[i].value;
    return NULL;
}

static bool take_all(int count, char *const *words, struct paper_words *w)
{
    for (int i = 0; i < count; i++) {
        if (words[i][0] == '\0')
            return false;
        const char **place = words[i][0] == '-' ? place_of(w, words[i]) : &w->out;
        if (place == NULL || *place != NULL)
            return false;
        if (words[i][0] == '-' && (++i == count || words[i][0] == '\0'))
            return false;
        *place = words[i];
    }
    return w->out != NULL;
}

static bool take_ids(struct paper_words *w)
{
    w->ids = (struct ident_rules){.formats = 1U << IDENT_CEDULA, .letter = 'V'};
    if (w->id_letter != NULL) {
        w->ids.letter = w->id_letter[0];
        if (w->id_letter[1] != '\0' || w->ids.letter < 'A' || w->ids.letter > 'Z')
            return false;
    }
    return w->id_format == NULL || ident_formats_read(w->id_format, &w->ids.formats);
}

bool paper_words_take(int count, char *const *words, struct paper_words *out)
{
    memset(out, 0, sizeof *out);
    if (!take_all(count, words, out) || !take_ids(out))
        return false;
    if (!lang_take(out->lang, &out->spanish))
        return false;
    if (out->hour == NULL)
        return true;
    paper_words_hour(out->hour, out->hour_text);
    if (out->hour_text[0] == '\0')
        printable_line(stderr, "sinodoctl: --hour must be " MOMENT_WANTED ", not '%.60s'",
                       out->hour);
    return out->hour_text[0] != '\0';
}

void paper_words_hour(const char *moment, char out[MOMENT_TEXT_SIZE])
{
    struct wall at;
    struct tm local;
    size_t len = strlen(moment);
    out[0] = '\0';
    if (!moment_parse(moment, len, &at))
        return;
    time_t seconds = (time_t)(at.ms / 1000 + (int64_t)moment_offset(moment, len) * 60);
    if (gmtime_r(&seconds, &local) != NULL)
        (void)strftime(out, MOMENT_TEXT_SIZE, "%Y-%m-%d %H:%M", &local);
}

/* What is said of a roster that is read without a mistake was said by --check-roster. */
int paper_words_roster(const struct paper_words *w, const char *path, struct roster **out)
{
    const struct roster_rules rules = {.ids = w->ids, .others = 2};
    struct buffer words = {0};
    enum status status = roster_read(path, &rules, out, &words);
    if (status == STATUS_NOMEM)
        (void)fputs("sinodoctl: out of memory\n", stderr);
    else if (status != STATUS_OK)
        printable_write(stderr, words.data, words.len, PRINTABLE_TEXT);
    buffer_release(&words);
    return status == STATUS_OK        ? EX_OK
           : status == STATUS_INVALID ? EX_DATAERR
           : status == STATUS_IO      ? EX_NOINPUT
                                      : EX_OSERR;
}

/* A rename would put a file in the place of a device. */
static bool is_no_file(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && !S_ISREG(st.st_mode);
}

int paper_words_write(const char *path, const struct buffer *page, bool over)
{
    char dir[PATH_MAX];
    const char *name = file_split(path, dir, sizeof dir);
    if (page->failed) {
        (void)fputs("sinodoctl: out of memory\n", stderr);
        return EX_OSERR;
    }
    if (is_no_file(path)) {
        (void)fprintf(stderr, "sinodoctl: %s is no file: give the name of a page to write\n", path);
        return EX_CANTCREAT;
    }
    enum status status = over ? file_put(dir, name, page->data, page->len)
                              : file_put_new(dir, name, page->data, page->len);
    if (status == STATUS_OK)
        return EX_OK;
    (void)fprintf(stderr, "sinodoctl: cannot write %s: %s\n", path, strerror(errno));
    return EX_CANTCREAT;
}
