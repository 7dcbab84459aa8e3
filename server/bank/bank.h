/* bank.h - reading question banks into an exam.
 * Threads: any. Memory: bank_free() releases an exam that was read here. Errors: every error of a
 * file is reported, as a line "FILE:LINE: what is wrong"; then nothing is returned. */
#ifndef BANK_BANK_H
#define BANK_BANK_H

#include "common/buffer.h"
#include "common/status.h"
#include "server/core/exam.h"

enum bank_format { BANK_AIKEN, BANK_GIFT };

enum {
    BANK_FILE_BYTES = 4 * 1024 * 1024, /* of a bank, at the most */
    BANK_TEXT_BYTES = 8 * 1024,        /* of a question's text */
    BANK_OPTION_BYTES = 2 * 1024,      /* of an option's text */
    BANK_NAME_BYTES = 255              /* of a question's or category's name */
};

/* Reads a ".txt" (Aiken) or ".gift" (GIFT) file, or a sealed bank (seal.h) of any name, which it
 * knows by its first bytes: its passphrase is read from passphrase_file, or asked for when that is
 * "" (passphrase.h; main thread only), and its text is in memory alone. Fills questions,
 * question_count and confidential; the rest of the exam is the caller's to set. STATUS_INVALID and
 * STATUS_IO: `errors` says why. */
enum status bank_read(const char *path, const char *passphrase_file, struct exam *out,
                      struct buffer *errors);

/* By the name's ending. */
bool bank_format_of(const char *path, enum bank_format *out);

/* The same from memory; `file` is the name in messages. */
enum status bank_parse(enum bank_format format, const char *file, const char *text, size_t len,
                       struct exam *out, struct buffer *errors);

/* A whole file of at most `most` bytes; `errors` says why not. */
enum status bank_read_file(const char *path, size_t most, struct buffer *out,
                           struct buffer *errors);

/* Everything, the title included. A zeroed exam is allowed. */
void bank_free(struct exam *exam);

/* Appends what is in an exam after exam_seal(), for people: questions by category and kind, points,
 * sections.
 */
void bank_report(const struct exam *exam, const char *file, struct buffer *out);

/* Appends a line for each thing that is allowed but looks like a mistake: options of one question
 * that read the same, a question or an identifier that occurs twice, HTML, questions in no section.
 */
void bank_warnings(const struct exam *exam, const char *file, struct buffer *out);

#endif
