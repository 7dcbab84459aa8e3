#include "server/ctl/reporting.h"

#include "common/printable.h"
#include "db/database.h"
#include "server/ctl/checking.h"
#include "server/ctl/lang.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

struct parser {
    struct reporting *out;
    const char *excel, *lang;
    bool bad;
};

/* A second format that is another one is an error. */
static void take_format(struct parser *p, enum table_format format)
{
    p->bad |= p->out->format != TABLE_TEXT && p->out->format != format;
    p->out->format = format;
}

/* Where an option's value goes; NULL: it is no such option. */
static const char **place_of(struct parser *p, const char *option)
{
    struct reporting *r = p->out;
    const struct {
        const char *option, **value;
    } options[] = {{"--from", &r->source.path},
                   {"--at", &r->source.at},
                   {"--bank", &r->source.bank},
                   {"--plan", &r->source.plan},
                   {"--passphrase-file", &r->source.passphrase_file},
                   {"--key-dir", &r->key_dir},
                   {"--excel", &p->excel},
                   {"--lang", &p->lang}};
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++)
        if (strcmp(option, options[i].option) == 0)
            return options[i].value;
    return NULL;
}

/* Takes a word, or two; returns how many. */
static int take_word(struct parser *p, const char *word, const char *next)
{
    static const struct {
        const char *option;
        enum table_format format;
    } formats[] = {{"--csv", TABLE_CSV},
                   {"--xlsx", TABLE_XLSX},
                   {"--html", TABLE_HTML},
                   {"--json", TABLE_JSON}};
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
        if (strcmp(word, formats[i].option) == 0) {
            take_format(p, formats[i].format);
            return 1;
        }
    if (word[0] != '-' || word[1] == '\0') {
        p->bad |= p->out->out != NULL || word[0] == '\0';
        p->out->out = word;
        return 1;
    }
    const char **place = place_of(p, word);
    p->bad |= place == NULL || *place != NULL || next == NULL || next[0] == '\0';
    if (!p->bad)
        *place = next;
    return 2;
}

/* --excel es, --lang en|es. */
static void take_language(struct parser *p)
{
    struct reporting *r = p->out;
    p->bad |= !lang_take(p->lang, &r->spanish);
    if (p->excel == NULL)
        return;
    take_format(p, TABLE_CSV);
    r->format = TABLE_CSV_ES;
    r->spanish |= p->lang == NULL;
    p->bad |= strcmp(p->excel, "es") != 0;
}

/* The node's file, and its key. */
static void find_source(const struct call *call, struct reporting *r)
{
    static char path[CALL_PATH_SIZE];
    if (r->source.path != NULL || call->data == NULL)
        return;
    (void)snprintf(path, sizeof path, "%s/" DATABASE_FILE, call->data);
    r->source.path = path;
    if (r->key_dir == NULL)
        r->key_dir = call->data;
}

int reporting_words(const struct call *call, int count, char **words, struct reporting *out)
{
    struct parser p = {.out = out};
    memset(out, 0, sizeof *out);
    if (call->format == SHOW_JSON)
        out->format = TABLE_JSON;
    for (int i = 0; i < count && !p.bad;)
        i += take_word(&p, words[i], i + 1 < count ? words[i + 1] : NULL);
    take_language(&p);
    if (out->source.passphrase_file == NULL)
        out->source.passphrase_file = ""; /* asked for */
    find_source(call, out);
    return p.bad ? CHECKING_WRONG_USE : EX_OK;
}

int reporting_parse(const struct call *call, int count, char **words, bool text,
                    struct reporting *out)
{
    int result = reporting_words(call, count, words, out);
    if (result != EX_OK || (out->format == TABLE_TEXT && !text))
        return CHECKING_WRONG_USE;
    if (out->format == TABLE_XLSX && out->out == NULL) {
        (void)fputs(
            "sinodoctl: --xlsx needs the name of a file to write: a workbook is not shown on "
            "a terminal\n",
            stderr);
        return EX_USAGE;
    }
    if (out->source.path != NULL)
        return EX_OK;
    (void)fputs("sinodoctl: which database? Name the node's --data DIR before the command, or a "
                "copy or an archive by --from FILE\n",
                stderr);
    return EX_USAGE;
}
