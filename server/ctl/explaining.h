/* explaining.h - why a remark changed somebody's points, from the node's file: the answers, the exam by
 * which they were marked before, and the exam that the node serves now.
 * Threads: main (a passphrase may be asked for). Memory: open/close; what is found lives until the
 * next call. Errors: told on standard error. */
#ifndef CTL_EXPLAINING_H
#define CTL_EXPLAINING_H

#include "server/report/changes.h"
#include "server/report/source.h"

/* How many exams people may have been marked by before. */
enum { EXPLAINING_EXAMS = 4 };

struct explaining {
    struct source source;                  /* as it was before the remark; the exam of now */
    struct source_options was;             /* files of the exam before; bank NULL: the database's */
    struct exam before[EXPLAINING_EXAMS];  /* as they were needed */
    struct digest tried[EXPLAINING_EXAMS]; /* theirs; one that was not found has no title */
    size_t exam_count;
    struct answer *answers; /* of one person */
    struct changes changes;
};

/* path: the database; from_n: the entry of the node's own journal before the remark. was: bank,
 * plan and passphrase_file count. EX_OK, or an exit status; then close is not needed. */
int explaining_open(const char *path, uint64_t from_n, const struct source_options *was,
                    struct explaining *out);
void explaining_close(struct explaining *explaining);

/* The questions that gave this person other points; before and after: of the remark, in thousandths.
 * NULL: the exam before is not at hand, or it does not give these points. */
const struct changes *explaining_find(struct explaining *explaining, const char *id, int64_t before,
                                      int64_t after);

/* The answer to a question that was found, for changes_say_answer(). */
const struct answer *explaining_answer(const struct explaining *explaining,
                                       const struct changed_question *question);

#endif
