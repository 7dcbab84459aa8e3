#include "client/full/state.h"

#include <stdio.h>

const struct view_question *state_current(const struct full *f)
{
    return f->question[f->view->current];
}

void state_tell(struct full *f, bool alarm, const char *text)
{
    (void)snprintf(f->message, sizeof f->message, "%s", text);
    f->alarm = alarm;
}
