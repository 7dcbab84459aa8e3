/* bank.h - reading question banks into an exam.
 * Threads: any. Memory: bank_free() releases an exam that was read here. Errors: every error of a
 * file is reported as a line "FILE:LINE: description"; then nothing is returned. */
#ifndef BANK_BANK_H
#define BANK_BANK_H

#include "common/buffer.h"
#include "common/status.h"
#include "server/bank/format.h"
#include "server/bank/limits.h"
#include "server/core/exam.h"

/* Reads a GIFT or Aiken file (format.h), or a sealed bank (seal.h) of any name, recognised by its
 * first bytes. The passphrase of a sealed bank is read from passphrase_file, or asked for
 * when that is "" (passphrase.h; main thread only); NULL refuses a sealed bank. The bank's text
 * stays in memory; `bytes` gets the file as it is. Fills questions, question_count and
 * confidential; the caller sets the other fields of the exam.
 * STATUS_INVALID and STATUS_IO: `errors` has the reason. STATUS_OK: `warnings` has a line
 * "FILE:LINE: warning: question N: words" for each probable mistake; they quote the bank. */
enum status bank_read(const char *path, const char *passphrase_file, struct buffer *bytes,
                      struct exam *out, struct buffer *errors, struct buffer *warnings);

/* The same from the file's bytes; `path` is its name in messages, and says the format. */
enum status bank_take(const char *path, const struct buffer *bytes, const char *passphrase_file,
                      struct exam *out, struct buffer *errors, struct buffer *warnings);

/* The format of a file with this name and text (format.h). False: `errors` says what is wrong. */
bool bank_format_of(const char *path, const struct buffer *text, enum bank_format *out,
                    struct buffer *errors);

/* Reads a bank from memory; `file` is the name in messages. */
enum status bank_parse(enum bank_format format, const char *file, const char *text, size_t len,
                       struct exam *out, struct buffer *errors, struct buffer *warnings);

/* Frees all fields, the title included. A zeroed exam is allowed. */
void bank_free(struct exam *exam);

/* Appends a summary of an exam after exam_seal(), for people: questions by category and kind,
 * points, sections. */
void bank_report(const struct exam *exam, const char *file, struct buffer *out);

/* Appends a line for each probable mistake that only bank and plan together show: options that name
 * others by their place, questions in no section. */
void bank_warnings(const struct exam *exam, const char *file, struct buffer *out);

#endif
