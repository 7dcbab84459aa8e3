/* essays.h - the essays that people mark at this node, for all who mark: essay_list.h behind one lock,
 * kept up to date from both journals. Nothing is kept until somebody marks; when nobody has for ten
 * minutes the memory is freed.
 *
 * Threads: any worker; one lock. Memory: open/close. Errors: STATUS_NOMEM; else as replies. */
#ifndef SERVER_DESK_ESSAYS_H
#define SERVER_DESK_ESSAYS_H

#include "server/desk/essay_list.h"
#include "server/door/request.h"

struct essays;

/* exam: sealed; it must outlive the essays. */
enum status essays_open(const struct exam *exam, struct essays **out);
void essays_close(struct essays *essays); /* NULL is allowed */

/* Reads what is new in both journals, for 0.4 s at most. *percent: how much of them has been read; the
 * functions below know all that is on disk once it is 100. False: the reply says why not. */
bool essays_read(struct essays *essays, const struct request *request, unsigned *percent);

/* The same until all has been read, or the node stops. */
bool essays_read_all(struct essays *essays, const struct request *request);

/* Whose essay is it? *listed: it is there to mark, or marked already; not so where the exam was
 * reopened or reset since. False: the finish is of nobody that is known here (essays_read() comes
 * first). */
bool essays_find(struct essays *essays, const struct essay_ref *ref, char id[IDENT_SIZE],
                 bool *listed);

/* As essay_list_count() and essay_list_give(). */
size_t essays_count(struct essays *essays, const struct essay_marker *marker, uint16_t after,
                    struct essay_count *out, size_t most);
bool essays_give(struct essays *essays, const struct essay_marker *marker,
                 const struct essay_wish *wish, struct essay_given *out);

/* From time to time: frees what nobody has used for ten minutes. */
void essays_rest(struct essays *essays, struct mono now);

#endif
