#include "server/ctl/verify_export.h"

#include "common/file.h"
#include "common/printable.h"
#include "server/ctl/checking.h"
#include "server/ctl/exporting.h"
#include "server/ctl/scratch.h"
#include "server/ctl/verify.h"
#include "server/report/export_sig.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

enum { WORDS_MOST = 64 };

struct checking {
    struct reporting words; /* `out` is the report's file */
    struct verify_keys keys;
    struct export_sig sig;
    bool wrong;
};

/* Takes the certificates, and leaves the other words. */
static int take_words(const struct call *call, int count, char **words, struct checking *c)
{
    char *rest[WORDS_MOST];
    int left = 0;
    for (int i = 0; i < count; i++) {
        size_t len = strlen(words[i]);
        bool certificate = len > 4 && strcmp(words[i] + len - 4, ".crt") == 0;
        if (left == WORDS_MOST || (certificate && c->keys.count == VERIFY_KEYS))
            return CHECKING_WRONG_USE;
        if (!certificate) {
            rest[left++] = words[i];
        } else if (!key_read_public(words[i], c->keys.key[c->keys.count++])) {
            printable_line(stderr, "sinodoctl: %s is not a node's certificate (node.crt)",
                           words[i]);
            return EX_USAGE;
        }
    }
    int result = reporting_words(call, left, rest, &c->words);
    bool made_otherwise = c->words.source.at != NULL || c->words.format != TABLE_TEXT;
    return result == EX_OK && (c->words.out == NULL || made_otherwise) ? CHECKING_WRONG_USE
                                                                       : result;
}

static int read_sig(struct checking *c)
{
    char path[CALL_PATH_SIZE];
    struct buffer text = {0}, errors = {0};
    (void)snprintf(path, sizeof path, "%s.sig", c->words.out);
    enum status status = file_read(path, EXPORT_SIG_BYTES, &text, &errors);
    int result = EX_OK;
    if (status == STATUS_IO || status == STATUS_NOMEM) {
        printable_write(stderr, errors.data, errors.len, PRINTABLE_TEXT);
        (void)fputs("sinodoctl: a report is checked by its .sig, which must lie beside it\n",
                    stderr);
        result = EX_NOINPUT;
    } else if (status != STATUS_OK || !export_sig_read(text.data, text.len, &c->sig)) {
        printable_line(stdout, "NOT as it should be: %s is not as 'sinodoctl' writes it", path);
        result = EX_DATAERR;
    }
    buffer_release(&text);
    buffer_release(&errors);
    return result;
}

static void say_wrong(struct checking *c, const char *what)
{
    c->wrong = true;
    printable_line(stdout, "DIFFERS: %s", what);
}

/* --- what the .sig says, and who signed it --- */

static void say_contents(const struct checking *c)
{
    const struct export_sig *s = &c->sig;
    char exam[DIGEST_TEXT_SIZE];
    digest_text(&s->exam, exam);
    printable_line(stdout, "%s: %s, made by %s of the pair %s", c->words.out, s->report, s->node,
                   s->cluster);
    for (int i = 0; i < 2; i++)
        if (s->journal[i].node[0] != '\0')
            printable_line(stdout, "of the journal of %s up to entry %" PRIu64, s->journal[i].node,
                           s->journal[i].n);
    printable_line(stdout, "and of the exam %s", exam);
}

static void check_file(struct checking *c)
{
    struct digest digest;
    if (!export_digest(c->words.out, &digest)) {
        printable_line(stderr, "sinodoctl: cannot read %s: %s", c->words.out, strerror(errno));
        c->wrong = true;
    } else if (digest_equal(&digest, &c->sig.file)) {
        puts("the file has the bytes that its .sig names");
    } else {
        say_wrong(c, "the file is not the one that its .sig names: it was changed, or its .sig "
                     "is of another one");
    }
}

static bool is_given(const struct checking *c)
{
    for (size_t i = 0; i < c->keys.count; i++)
        if (memcmp(c->keys.key[i], c->sig.key, KEY_PUBLIC_BYTES) == 0)
            return true;
    return false;
}

/* Whose key is it? */
static void check_signature(struct checking *c)
{
    char text[FINGERPRINT_TEXT_SIZE];
    struct fingerprint fingerprint = key_fingerprint_of(c->sig.key);
    fingerprint_text(&fingerprint, text);
    if (!export_sig_good(&c->sig))
        say_wrong(c, "the signature does not fit what the .sig says");
    else if (c->keys.count > 0 && is_given(c))
        puts("it is signed with a key that was given");
    else if (c->keys.count > 0)
        say_wrong(c, "it is signed with another key than those that were given");
    else if (c->words.source.path == NULL)
        puts("it is signed; whose key that is, the certificate or paper must say");
    else if (verify_signs_journal(c->words.source.path, c->sig.node, c->sig.key))
        printable_line(stdout, "it is signed with the key with which %s signed its journal here",
                       c->sig.node);
    else
        say_wrong(c, "it is signed with a key with which its node signed no journal here");
    printf("the key is %s: compare it with the one on paper\n", text);
}

/* --- made anew --- */

/* Where two files differ first; false: nowhere. line is the one of the first file. */
static bool find_difference(FILE *first, FILE *second, uint64_t *at, uint64_t *line)
{
    *line = 1;
    for (*at = 1;; ++*at) {
        int a = getc(first), b = getc(second);
        if (a != b)
            return true;
        if (a == EOF)
            return false;
        *line += a == '\n';
    }
}

static void compare_files(struct checking *c, const char *anew)
{
    uint64_t at, line;
    FILE *given = fopen(c->words.out, "re"), *made = fopen(anew, "re");
    if (given == NULL || made == NULL) {
        say_wrong(c, "the files cannot be compared");
    } else if (!find_difference(given, made, &at, &line)) {
        puts("made anew from the journals it has the same bytes");
    } else {
        c->wrong = true;
        printable_line(stdout,
                       "DIFFERS: made anew from the journals it is another file, from byte %" PRIu64
                       " (line %" PRIu64 ") on",
                       at, line);
    }
    if (given != NULL)
        (void)fclose(given);
    if (made != NULL)
        (void)fclose(made);
}

/* Are the journals of the source those of the .sig? */
static bool same_journals(const struct checking *c, const struct source *source)
{
    struct export_sig here;
    const struct export_report none = {.name = ""};
    export_sig_describe(source, &none, &c->sig.options, &c->sig.file, &here);
    bool same = strcmp(here.cluster, c->sig.cluster) == 0;
    for (int i = 0; i < 2; i++)
        same &= strcmp(here.journal[i].node, c->sig.journal[i].node) == 0 &&
                here.journal[i].n == c->sig.journal[i].n &&
                digest_equal(&here.journal[i].digest, &c->sig.journal[i].digest);
    return same;
}

static void make_anew(struct checking *c, struct source *source, const struct export_report *report)
{
    int fd = scratch_open();
    if (fd < 0) {
        printable_line(stderr, "sinodoctl: no file in %s: %s", scratch_parent(), strerror(errno));
        c->wrong = true;
        return;
    }
    (void)close(fd);
    source->exam.offset_minutes = (int16_t)c->sig.offset_minutes; /* of the plan of its node */
    if (report->write(source, &c->sig.options, scratch_path()) == STATUS_OK)
        compare_files(c, scratch_path());
    else
        say_wrong(c, "it cannot be made anew here: is there room?");
    scratch_remove();
}

static int remake(struct checking *c)
{
    struct source source;
    char cut[CUT_TEXT_SIZE];
    const struct export_report *report = exporting_find(c->sig.report);
    const struct export_journal *j = c->sig.journal;
    if (report == NULL || report->version != c->sig.version) {
        printable_line(stderr,
                       "sinodoctl: it is not made anew: this program does not make '%s' of version "
                       "%u; take the release that made it",
                       c->sig.report, c->sig.version);
        return EX_UNAVAILABLE;
    }
    const char *const node[2] = {j[0].node, j[1].node};
    cut_text(&(struct cut){{j[0].n, j[1].n}}, node, cut);
    c->words.source.at = cut;
    c->words.source.exam_digest = &c->sig.exam;
    c->words.source.quiet = true;
    c->words.source.check_digests = true; /* the .sig names them: its entries are meant */
    int result = source_open(&c->words.source, &source);
    c->words.source.at = NULL; /* it was for this alone */
    if (result != EX_OK)
        return result;
    if (!same_journals(c, &source))
        say_wrong(c, "the journals here are not those that the .sig names");
    else if (!digest_equal(&source.exam.digest, &c->sig.exam))
        say_wrong(c, "the exam here is not the one that the .sig names");
    else
        make_anew(c, &source, report);
    source_close(&source);
    return EX_OK;
}

int verify_export_run(struct call *call, int count, char **words)
{
    struct checking c;
    memset(&c, 0, sizeof c);
    int result = take_words(call, count - 1, words + 1, &c);
    if (result == EX_OK)
        result = read_sig(&c);
    if (result != EX_OK)
        return result;
    say_contents(&c);
    check_file(&c);
    check_signature(&c);
    if (c.words.source.path != NULL)
        result = remake(&c);
    else
        puts(
            "it was not made anew: name a database by --from FILE, or the node's --data DIR before "
            "the command");
    if (c.wrong)
        puts("NOT as it should be");
    else if (result != EX_OK)
        puts("not checked to the end");
    else if (c.keys.count == 0 && c.words.source.path == NULL)
        puts("file and .sig fit each other: whoever has the key made them");
    else
        puts("all is as it should be");
    return c.wrong ? EX_DATAERR : result;
}
