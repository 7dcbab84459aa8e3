/* recorder.h - writes the record of every finished sitting to DIR/records/ID.json, whole or not at
 * all; at each start it writes those that are missing. No client ever waits for a record.
 *
 * ID.json is the result that counts now: the record is written anew when the sitting is marked or ruled
 * on again, when all its essays are marked, when a mark of such a one changes, and with a publication.
 * What it replaces is renamed and kept (record_files.h).
 *
 * Threads: its own; other threads start, nudge and stop it. Memory: open/close.
 * Errors:  a record that cannot be written is logged, and tried again after 5 s. */
#ifndef SERVER_EVIDENCE_RECORDER_H
#define SERVER_EVIDENCE_RECORDER_H

#include "db/store/store.h"

struct recorder;

enum status recorder_open(const char *dir, const char *node, const struct exam *exam,
                          struct recorder **out);
enum status recorder_start(struct recorder *recorder, struct store *store);

/* A sitting was finished, or there is something new about one. Any thread; does not wait for the
 * disk. */
void recorder_nudge(struct recorder *recorder);

/* The people whose result waits for a marker, of those sittings that it has come to. Any thread. */
size_t recorder_waiting(struct recorder *recorder);

/* Writes the records that are due, for a second at the most, and ends the thread. The next start
 * writes the others. */
void recorder_stop(struct recorder *recorder);
/* Frees; nobody may nudge any more. NULL is allowed. */
void recorder_close(struct recorder *recorder);

#endif
