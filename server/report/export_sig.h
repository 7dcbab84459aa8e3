/* export_sig.h - FILE.sig: what an exported report was made of, signed by the node that made it. A
 * short text of lines `name: value` in a fixed order, with one spelling:
 *
 *     sinodo-export: 1
 *     report: results 1                  its name, and the version of its format
 *     format: csv-es                     text, csv, csv-es, json, xlsx or html
 *     language: es
 *     offset: -04:00                     of its times
 *     sha256: HEX                        of the file
 *     cut: caracas:1234,maracay:1180
 *     journal: caracas 1234 HEX          the digest of that entry covers all before it (J2)
 *     journal: maracay 1180 HEX          without a peer this line is missing
 *     exam: HEX                          the exam's digest
 *     cluster: sample
 *     node: caracas                      who made and signed it
 *     key: HEX                           the node's public key
 *     fingerprint: HEX                   of that key, as on paper
 *     signature: BASE64URL               of all lines before this one (attest.h)
 *
 * Threads: any. Memory: plain values. Errors: false. */
#ifndef SERVER_REPORT_EXPORT_SIG_H
#define SERVER_REPORT_EXPORT_SIG_H

#include "common/buffer.h"
#include "server/evidence/attest.h"
#include "server/report/export.h"

enum { EXPORT_REPORT_SIZE = 32, EXPORT_SIG_BYTES = 4096 /* at most */ };

struct export_journal {
    char node[NODE_NAME_MAX + 1]; /* "": there is no peer */
    uint64_t n;
    struct digest digest;
};

struct export_sig {
    char report[EXPORT_REPORT_SIZE];
    unsigned version;
    struct export_options options;
    int offset_minutes;
    struct digest file, exam;
    struct export_journal journal[2]; /* the lesser name first */
    char cluster[NODE_NAME_MAX + 1], node[NODE_NAME_MAX + 1];
    uint8_t key[KEY_PUBLIC_BYTES];
    uint8_t signature[KEY_SIGNATURE_BYTES];
};

/* What a report was made of. file: its digest. key and signature stay zeros. */
void export_sig_describe(const struct source *source, const struct export_report *report,
                         const struct export_options *options, const struct digest *file,
                         struct export_sig *out);

bool export_sig_sign(struct export_sig *sig, const struct key *key);

/* Is it signed with its own key? Whose that is, the caller must find out. */
bool export_sig_good(const struct export_sig *sig);

/* The text. Its buffer's `failed`: no memory. */
void export_sig_write(const struct export_sig *sig, struct buffer *out);

/* False unless the text is to the byte as export_sig_write() writes it. */
bool export_sig_read(const char *text, size_t len, struct export_sig *out);

/* The SHA-256 of a file. False: errno says why. */
bool export_digest(const char *path, struct digest *out);

#endif
