/* record_files.h - the names of records in DIR/records.
 *
 *   ID.json         the result that counts now: of the last sitting that the person has finished
 *   ID.N.json       what it replaced, or a sitting that was given up; N is the entry that made the
 *                   record, and of an entry of the other node ID.NODE-N.json
 *   ID.superseded-DIGEST.json   of a sitting that was lost with a disk: its finish entry is in no
 *   journal
 *
 * A record that is replaced is renamed first, and then the new one is written. After a crash between
 * the two ID.json is missing, and the next look finds it due: nothing else tells which records are
 * written.
 *
 * Threads: one at a time. Memory: plain values. Errors: logged. */
#ifndef SERVER_EVIDENCE_RECORD_FILES_H
#define SERVER_EVIDENCE_RECORD_FILES_H

#include "server/evidence/record.h"

enum { RECORD_DIR_SIZE = 1100, RECORD_NAME_SIZE = IDENT_SIZE + NODE_NAME_MAX + 32 };

struct record_files {
    char dir[RECORD_DIR_SIZE];
    const char *node; /* this one's name */
    /* Has our journal the entry n with that digest? False: that cannot be said now. */
    bool (*holds)(void *context, uint64_t n, const char *digest, bool *held);
    void *context;
};

enum record_place {
    RECORD_THERE,  /* it is written */
    RECORD_DUE,    /* it is to be written as name[]; nothing of that name is there */
    RECORD_UNCLEAR /* try again later */
};
enum record_place record_files_place(const struct record_files *files,
                                     const struct ledger_record *record,
                                     const struct record_basis *basis, char name[RECORD_NAME_SIZE]);

#endif
