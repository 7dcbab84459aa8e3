#include "server/bank/bank.h"

#include "common/file.h"
#include "common/text.h"
#include "common/wipe.h"
#include "server/bank/aiken.h"
#include "server/bank/builder.h"
#include "server/bank/gift.h"
#include "server/bank/seal.h"

#include <stdlib.h>
#include <string.h>

static void free_question(struct question *q)
{
    for (size_t i = 0; i < q->option_count; i++) {
        free(q->options[i].text);
        free(q->options[i].feedback);
    }
    for (size_t i = 0; i < q->prompt_count; i++)
        free(q->prompts[i].text);
    free(q->options);
    free(q->prompts);
    free(q->name);
    free(q->id);
    free(q->tags);
    free(q->category);
    free(q->text);
    free(q->feedback);
}

void bank_free(struct exam *exam)
{
    for (size_t i = 0; i < exam->question_count; i++)
        free_question(&exam->questions[i]);
    for (size_t i = 0; i < exam->section_count; i++) {
        free(exam->sections[i].name);
        free(exam->sections[i].members);
    }
    for (size_t i = 0; i < exam->block_count; i++)
        free(exam->blocks[i]);
    for (size_t i = 0; i < exam->tie_break_count; i++)
        free(exam->tie_breaks[i]);
    free(exam->tie_breaks);
    free(exam->questions);
    free(exam->blocks);
    free(exam->sections);
    free(exam->title);
    memset(exam, 0, sizeof *exam);
}

static bool can_be_answered(const struct exam *exam)
{
    for (size_t i = 0; i < exam->question_count; i++)
        if (exam->questions[i].kind != QUESTION_DESCRIPTION)
            return true;
    return false;
}

static void parse_text(struct builder *b, enum bank_format format, const struct buffer *text)
{
    switch (format) {
    case BANK_AIKEN:
        aiken_parse(b, text->data, text->len);
        break;
    case BANK_GIFT:
        gift_parse(b, text->data, text->len);
        break;
    }
    if (b->error_count == 0 && !can_be_answered(&b->exam))
        builder_error(b, 1,
                      b->exam.question_count == 0
                          ? "the bank has no questions"
                          : "the bank has nothing to answer, only texts to read");
}

enum status bank_parse(enum bank_format format, const char *file, const char *text, size_t len,
                       struct exam *out, struct buffer *errors, struct buffer *warnings)
{
    struct builder b = {.file = file, .errors = errors, .warnings = warnings};
    struct buffer clean = {0};
    enum status status = text_take(file, text, len, &clean, errors);
    if (status == STATUS_OK)
        parse_text(&b, format, &clean);
    buffer_wipe(&clean);
    if (b.nomem || errors->failed)
        status = STATUS_NOMEM;
    else if (b.error_count > 0)
        status = STATUS_INVALID;
    if (status == STATUS_OK)
        *out = b.exam;
    else
        bank_free(&b.exam);
    return status;
}

bool bank_format_of(const char *path, const struct buffer *text, enum bank_format *out,
                    struct buffer *errors)
{
    const char *data = text->data != NULL ? text->data : "";
    bool xml = format_is_xml(data, text->len);
    if (!xml && format_of_bank(path, data, text->len, out))
        return true;
    buffer_printf(errors, "%s: %s\n", path,
                  xml ? "is XML: export the questions from Moodle in the GIFT format"
                      : "a bank's name ends in .gift (GIFT) or .txt (Aiken or GIFT), or it is "
                        "sealed by sinodoctl");
    return false;
}

/* A sealed bank's text. *mistyped: another passphrase may open it. */
static enum status try_seal(const char *path, const char *passphrase_file,
                            const struct buffer *sealed, enum bank_format *format,
                            struct buffer *text, struct buffer *errors, bool *mistyped)
{
    struct passphrase passphrase = {.len = 0};
    enum status status =
        passphrase_read(PASSPHRASE_TO_OPEN, passphrase_file, path, &passphrase, errors);
    *mistyped = status == STATUS_INVALID;
    if (status == STATUS_OK) {
        enum seal_result result = seal_open(sealed->data, sealed->len, &passphrase, format, text);
        if (result != SEAL_OK) {
            buffer_printf(errors, "%s: %s\n", path, seal_result_text(result));
            status = result == SEAL_NOMEM ? STATUS_NOMEM : STATUS_INVALID;
        }
        *mistyped = result == SEAL_DAMAGED;
    }
    wipe(&passphrase, sizeof passphrase);
    return status == STATUS_CLOSED ? STATUS_INVALID : status;
}

static enum status open_seal(const char *path, const char *passphrase_file,
                             const struct buffer *sealed, enum bank_format *format,
                             struct buffer *text, struct buffer *errors)
{
    unsigned attempts = 0;
    enum status status;
    bool mistyped;
    do
        status = try_seal(path, passphrase_file, sealed, format, text, errors, &mistyped);
    while (mistyped && passphrase_retry(passphrase_file, &attempts, errors));
    return status;
}

static enum status read_sealed(const char *path, const char *passphrase_file,
                               const struct buffer *sealed, struct exam *out, struct buffer *errors,
                               struct buffer *warnings)
{
    struct buffer text = {0};
    enum bank_format format;
    if (passphrase_file == NULL) {
        buffer_printf(
            errors,
            "%s: is sealed, and is not opened with --developer: a debugger or a core file "
            "would show its questions\n",
            path);
        return STATUS_INVALID;
    }
    enum status status = open_seal(path, passphrase_file, sealed, &format, &text, errors);
    if (status == STATUS_OK)
        status = bank_parse(format, path, text.data, text.len, out, errors, warnings);
    if (status == STATUS_OK)
        out->confidential = true;
    buffer_wipe(&text);
    return status;
}

static enum status read_plain(const char *path, const struct buffer *text, struct exam *out,
                              struct buffer *errors, struct buffer *warnings)
{
    enum bank_format format;
    if (!bank_format_of(path, text, &format, errors))
        return STATUS_INVALID;
    if (text->len > BANK_FILE_BYTES) {
        buffer_printf(errors, "%s: is longer than %d bytes\n", path, BANK_FILE_BYTES);
        return STATUS_INVALID;
    }
    return bank_parse(format, path, text->data != NULL ? text->data : "", text->len, out, errors,
                      warnings);
}

enum status bank_take(const char *path, const struct buffer *bytes, const char *passphrase_file,
                      struct exam *out, struct buffer *errors, struct buffer *warnings)
{
    return seal_recognises(bytes->data, bytes->len)
               ? read_sealed(path, passphrase_file, bytes, out, errors, warnings)
               : read_plain(path, bytes, out, errors, warnings);
}

enum status bank_read(const char *path, const char *passphrase_file, struct buffer *bytes,
                      struct exam *out, struct buffer *errors, struct buffer *warnings)
{
    enum status status = file_read(path, SEAL_FILE_BYTES, bytes, errors);
    if (status == STATUS_OK)
        status = bank_take(path, bytes, passphrase_file, out, errors, warnings);
    return status;
}
