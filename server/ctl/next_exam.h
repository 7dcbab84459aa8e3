/* next_exam.h - `sinodoctl new-exam NAME`: the same machine, node, keys and staff, and another
 * exam, whose cluster is NAME. Nothing is deleted: the exam before is in DIR/past/CLUSTER.
 *
 *        past/OLD/archive-…   records   past/OLD/sinodo.db   sinodo.db   what a start finds
 *   0         -               in DIR          -                 old      the old exam
 *   1       whole             in DIR          -                 old      the old exam
 *   2       whole             past/OLD        -                 old      the old exam (*)
 *   3       whole             past/OLD      the same file       old      the old exam
 *   4       whole             past/OLD        old               next     the next exam
 *
 * (*) It writes the records again.
 *
 * Each step is one link(2) or rename(2), on the disk before the next: after a kill or a power cut the
 * command is given again and goes on, also when the old node has served meanwhile.
 *
 * Threads: main. Memory: none kept. Errors: told on standard error; an exit status of <sysexits.h>, or
 * CHECKING_WRONG_USE. */
#ifndef CTL_NEXT_EXAM_H
#define CTL_NEXT_EXAM_H

#include "server/ctl/call.h"

int next_exam_run(struct call *call, int count, char **words);

#endif
