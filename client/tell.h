/* tell.h - what holds an exam up, and what has changed in it (client/standing.h), as sentences in the
 * language of the screen: what happened, what it means and what to do.
 * Threads: any, after say_choose(). Memory: the caller's buffer. Errors: the buffer's `failed`. */
#ifndef CLIENT_TELL_H
#define CLIENT_TELL_H

#include "client/standing.h"
#include "client/view.h"
#include "common/buffer.h"

/* What holds the exam up at `now`. Nothing is appended for HOLD_NONE. */
void tell_hold(const struct view *view, struct mono now, struct buffer *out);

/* May this terminal take the exam over from the other one now? */
bool tell_may_take(const struct view *view, struct mono now);

/* A line for each news but `held`, which tell_hold() explains, and `announced`. */
void tell_news(const struct view *view, const struct standing_news *news, struct mono now,
               struct buffer *out);

/* "10 minutes more. Time left: 52:10." */
void tell_time_given(int64_t more_s, int64_t left_s, struct buffer *out);

/* To who leaves an exam with all answers saved. */
const char *tell_left(const struct view *view);

/* The sitting is this terminal's for the moment; "" when it is for good. */
const char *tell_provisional(const struct view *view);

#endif
