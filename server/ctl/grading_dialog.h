/* grading_dialog.h - marks essays at a terminal, in plain lines, in the language of the locale: the
 * question once, then answer after answer.
 * Threads: main. Memory: none kept. Errors: told; an exit status. */
#ifndef SERVER_CTL_GRADING_DIALOG_H
#define SERVER_CTL_GRADING_DIALOG_H

#include "server/ctl/grading_node.h"

/* question 0: all, one after another. */
int grading_dialog(struct call *call, struct grading_list *list, int64_t question);

#endif
