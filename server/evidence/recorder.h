/* recorder.h - writes the record of every finished sitting to DIR/records/ID.json, whole or not at
 * all, and again at start where one is missing. It waits for nothing that clients wait for. A
 * record whose finish entry the journal does not have is of a sitting that was lost with a disk:
 * when that applicant has finished again it is kept as ID.superseded-DIGEST.json, and the new one
 * is ID.json. Threads: its own; start, nudge and stop by others. Memory: open/close. Errors:  a
 * record that cannot be written is logged and tried again. */
#ifndef SERVER_EVIDENCE_RECORDER_H
#define SERVER_EVIDENCE_RECORDER_H

#include "db/store/store.h"

struct recorder;

enum status recorder_open(const char *dir, const char *node, const struct exam *exam,
                          struct recorder **out);
enum status recorder_start(struct recorder *recorder, struct store *store);

/* A sitting was finished. Any thread; never blocks. */
void recorder_nudge(struct recorder *recorder);

/* Writes what is due and ends the thread; then, once nobody nudges any more, frees. */
void recorder_stop(struct recorder *recorder);
void recorder_close(struct recorder *recorder); /* NULL is allowed */

#endif
