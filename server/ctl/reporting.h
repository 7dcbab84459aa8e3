/* reporting.h - the words that all reports take, and the node's file that they are made of.
 *
 *   --from FILE       a copy or an archive instead of DIR's database
 *   --at NODE:N,...   a cut; without it what both nodes hold
 *   --bank FILE, --plan FILE   instead of those that the database has; --passphrase-file FILE
 *   --csv, --xlsx, --html, --json; --excel es (CSV for a Spanish Excel)
 *   --lang en|es      of headings and pages; without it that of LANG, with --excel es Spanish
 *   --key-dir DIR     of node.key, which signs FILE.sig; without it --data's
 *   one more word     the file to write; without it standard output
 *
 * Threads: the main thread. Memory: the words'. Errors: an exit status; WRONG_USE as in sinodoctl.c. */
#ifndef SERVER_CTL_REPORTING_H
#define SERVER_CTL_REPORTING_H

#include "server/ctl/call.h"
#include "server/report/source.h"
#include "server/report/table.h"

struct reporting {
    struct source_options source;
    enum table_format format; /* TABLE_TEXT: none was given */
    const char *out;          /* NULL: standard output */
    const char *key_dir;      /* of node.key; NULL: the report is made of a copy */
    bool spanish;
};

/* count, words: behind the command's name. `text`: the report has a form for people (TABLE_TEXT);
 * otherwise a format is needed. `--json` before the command is call->format. EX_OK, or an exit
 * status. */
int reporting_parse(const struct call *call, int count, char **words, bool text,
                    struct reporting *out);

/* The words alone: without a database source.path is NULL. */
int reporting_words(const struct call *call, int count, char **words, struct reporting *out);

#endif
