#include "server/report/export_sig.h"

#include "common/moment.h"
#include "common/wire.h"
#include "server/evidence/sig_lines.h"

#include <errno.h>
#include <inttypes.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

static const char *const format_names[] = {
    [TABLE_TEXT] = "text", [TABLE_CSV] = "csv",   [TABLE_CSV_ES] = "csv-es",
    [TABLE_JSON] = "json", [TABLE_XLSX] = "xlsx", [TABLE_HTML] = "html"};

enum { FORMATS = sizeof format_names / sizeof format_names[0], OFFSET_MOST = 15 * 60 };

void export_sig_describe(const struct source *source, const struct export_report *report,
                         const struct export_options *options, const struct digest *file,
                         struct export_sig *out)
{
    const struct identity *identity = cut_identity(source->file);
    int peer_first = source->node[JOURNAL_PEER][0] != '\0' &&
                     strcmp(source->node[JOURNAL_PEER], source->node[JOURNAL_OWN]) < 0;
    memset(out, 0, sizeof *out);
    (void)snprintf(out->report, sizeof out->report, "%s", report->name);
    out->version = report->version;
    out->options = *options;
    out->offset_minutes = source->exam.offset_minutes;
    out->file = *file;
    out->exam = source->exam.digest;
    for (int i = 0; i < 2; i++) {
        struct export_journal *journal = &out->journal[peer_first ? !i : i];
        (void)snprintf(journal->node, sizeof journal->node, "%s", source->node[i]);
        journal->n = source->cut.n[i];
        journal->digest = source->digest[i];
    }
    (void)snprintf(out->cluster, sizeof out->cluster, "%s", identity->cluster);
    (void)snprintf(out->node, sizeof out->node, "%s", identity->node);
}

/* --- writing --- */

static void put_digest(struct buffer *out, const char *name, const struct digest *digest)
{
    char text[DIGEST_TEXT_SIZE];
    digest_text(digest, text);
    buffer_printf(out, "%s: %s\n", name, text);
}

static void put_journals(struct buffer *out, const struct export_sig *sig)
{
    const struct export_journal *j = sig->journal;
    size_t count = j[1].node[0] != '\0' ? 2 : 1;
    const char *const node[2] = {j[0].node, j[1].node};
    char cut[CUT_TEXT_SIZE];
    cut_text(&(struct cut){{j[0].n, j[1].n}}, node, cut);
    buffer_printf(out, "cut: %s\n", cut);
    for (size_t i = 0; i < count; i++) {
        char digest[DIGEST_TEXT_SIZE];
        digest_text(&j[i].digest, digest);
        buffer_printf(out, "journal: %s %" PRIu64 " %s\n", j[i].node, j[i].n, digest);
    }
}

/* All lines before the signature. */
static void put_statement(struct buffer *out, const struct export_sig *sig)
{
    char offset[MOMENT_OFFSET_SIZE], fingerprint[FINGERPRINT_TEXT_SIZE];
    struct fingerprint of_key = key_fingerprint_of(sig->key);
    struct digest key; /* as long, and written the same way */
    memcpy(key.bytes, sig->key, sizeof key.bytes);
    moment_offset_text(sig->offset_minutes, offset);
    fingerprint_text(&of_key, fingerprint);
    buffer_printf(out, "sinodo-export: 1\nreport: %s %u\nformat: %s\nlanguage: %s\noffset: %s\n",
                  sig->report, sig->version, format_names[sig->options.format],
                  sig->options.spanish ? "es" : "en", offset);
    put_digest(out, "sha256", &sig->file);
    put_journals(out, sig);
    put_digest(out, "exam", &sig->exam);
    buffer_printf(out, "cluster: %s\nnode: %s\n", sig->cluster, sig->node);
    put_digest(out, "key", &key);
    buffer_printf(out, "fingerprint: %s\n", fingerprint);
}

void export_sig_write(const struct export_sig *sig, struct buffer *out)
{
    char signature[ATTEST_SIGNATURE_SIZE];
    put_statement(out, sig);
    attest_signature_text(sig->signature, signature);
    buffer_printf(out, "signature: %s\n", signature);
}

/* --- signing --- */

/* False when memory is out. */
static bool statement_of(const struct export_sig *sig, struct attest_statement *out)
{
    struct buffer text = {0};
    put_statement(&text, sig);
    *out = (struct attest_statement){.n = 0};
    (void)snprintf(out->cluster, sizeof out->cluster, "%s", sig->cluster);
    (void)snprintf(out->node, sizeof out->node, "%s", sig->node);
    for (int i = 0; i < 2; i++)
        if (strcmp(sig->journal[i].node, sig->node) == 0)
            out->n = sig->journal[i].n;
    bool made = !text.failed;
    if (made)
        out->digest = digest_of(text.data, text.len);
    buffer_release(&text);
    return made;
}

bool export_sig_sign(struct export_sig *sig, const struct key *key)
{
    struct attest_statement statement;
    memcpy(sig->key, key_public(key), sizeof sig->key);
    return statement_of(sig, &statement) &&
           attest_sign(key, ATTEST_EXPORT, &statement, sig->signature);
}

bool export_sig_good(const struct export_sig *sig)
{
    struct attest_statement statement;
    return statement_of(sig, &statement) &&
           attest_verify(sig->key, ATTEST_EXPORT, &statement, sig->signature);
}

/* --- reading --- */

/* Splits at the first space. */
static struct wire_word take_word(struct wire_word *rest)
{
    const char *space = memchr(rest->data, ' ', rest->len);
    struct wire_word word = {rest->data, space != NULL ? (size_t)(space - rest->data) : rest->len};
    size_t used = space != NULL ? word.len + 1 : word.len;
    *rest = (struct wire_word){rest->data + used, rest->len - used};
    return word;
}

static void copy_node(struct sig_lines *l, struct wire_word word, char out[NODE_NAME_MAX + 1])
{
    l->bad |= !node_name_valid(word.data, word.len);
    sig_lines_copy(l, word, out, NODE_NAME_MAX + 1);
}

static int64_t number(struct sig_lines *l, struct wire_word word, int64_t most)
{
    int64_t value = 0;
    l->bad |= !wire_integer(&word, 0, most, &value);
    return value;
}

static void take_options(struct sig_lines *l, struct export_sig *sig)
{
    struct wire_word format = sig_lines_take(l, "format"), language = sig_lines_take(l, "language");
    struct wire_word offset = sig_lines_take(l, "offset");
    size_t i = 0;
    while (i < FORMATS && (strlen(format_names[i]) != format.len ||
                           memcmp(format_names[i], format.data, format.len) != 0))
        i++;
    l->bad |= i == FORMATS || offset.len != strlen("-04:00");
    sig->options.format = (enum table_format)(i < FORMATS ? i : 0);
    sig->options.spanish = language.len == 2 && memcmp(language.data, "es", 2) == 0;
    if (l->bad)
        return;
    struct wire_word hours = {offset.data + 1, 2}, minutes = {offset.data + 4, 2};
    for (size_t k = 1; k < offset.len; k++)
        l->bad |= k != 3 && (offset.data[k] < '0' || offset.data[k] > '9');
    for (size_t k = 0; k < 2 && !l->bad; k++)
        sig->offset_minutes += (hours.data[k] - '0') * (k == 0 ? 600 : 60) +
                               (minutes.data[k] - '0') * (k == 0 ? 10 : 1);
    l->bad |= sig->offset_minutes > OFFSET_MOST;
    if (offset.data[0] == '-')
        sig->offset_minutes = -sig->offset_minutes;
}

static void take_journal(struct sig_lines *l, struct export_journal *out)
{
    struct wire_word line = sig_lines_take(l, "journal");
    copy_node(l, take_word(&line), out->node);
    out->n = (uint64_t)number(l, take_word(&line), INT64_MAX);
    sig_lines_bytes(l, line, out->digest.bytes);
}

bool export_sig_read(const char *text, size_t len, struct export_sig *out)
{
    struct sig_lines l = {.at = text, .end = text + len};
    struct buffer canonical = {0};
    memset(out, 0, sizeof *out);
    (void)sig_lines_take(&l, "sinodo-export");
    struct wire_word report = sig_lines_take(&l, "report");
    sig_lines_copy(&l, take_word(&report), out->report, sizeof out->report);
    out->version = (unsigned)number(&l, report, UINT32_MAX);
    take_options(&l, out);
    sig_lines_bytes(&l, sig_lines_take(&l, "sha256"), out->file.bytes);
    struct wire_word cut = sig_lines_take(&l, "cut");
    take_journal(&l, &out->journal[0]);
    if (memchr(cut.data, ',', cut.len) != NULL)
        take_journal(&l, &out->journal[1]);
    sig_lines_bytes(&l, sig_lines_take(&l, "exam"), out->exam.bytes);
    copy_node(&l, sig_lines_take(&l, "cluster"), out->cluster);
    copy_node(&l, sig_lines_take(&l, "node"), out->node);
    sig_lines_bytes(&l, sig_lines_take(&l, "key"), out->key);
    (void)sig_lines_take(&l, "fingerprint");
    struct wire_word signature = sig_lines_take(&l, "signature");
    if (l.bad || !attest_read_signature(signature.data, signature.len, out->signature))
        return false;
    export_sig_write(out, &canonical);
    bool same = !canonical.failed && canonical.len == len && memcmp(canonical.data, text, len) == 0;
    buffer_release(&canonical);
    return same;
}

/* --- files --- */

bool export_digest(const char *path, struct digest *out)
{
    char block[16 * 1024];
    FILE *file = fopen(path, "re");
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool good =
        file != NULL && context != NULL && EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1;
    for (size_t got = 1; good && got > 0;) {
        got = fread(block, 1, sizeof block, file);
        good = EVP_DigestUpdate(context, block, got) == 1 && ferror(file) == 0;
    }
    good = good && EVP_DigestFinal_ex(context, out->bytes, NULL) == 1;
    int saved = errno;
    EVP_MD_CTX_free(context);
    if (file != NULL)
        (void)fclose(file);
    errno = saved;
    return good;
}
