#include "client/full/state.h"

#include "common/clock.h"

#include <stdio.h>

const struct view_question *state_current(const struct full *f)
{
    return f->question[f->view->current];
}

struct edit *state_edit(const struct full *f)
{
    return f->edit[f->view->current];
}

size_t state_text_columns(int screen, size_t indent)
{
    return screen > (int)indent + 4 ? (size_t)screen - indent - 2 : 8;
}

void state_tell(struct full *f, bool alarm, const char *text)
{
    (void)snprintf(f->message, sizeof f->message, "%s", text);
    f->alarm = alarm;
}

void state_clear(struct full *f)
{
    if (!f->lost)
        state_tell(f, false, "");
}

void state_show(struct full *f, enum full_mode mode)
{
    f->mode = mode;
    f->opened = clock_mono();
    f->word[0] = '\0';
    f->scroll = 0;
}

bool state_is_held(const struct full *f)
{
    return standing_hold(&f->view->standing) != HOLD_NONE;
}

bool state_has_notice(const struct full *f)
{
    const struct standing *s = &f->view->standing;
    return s->announced != 0 && s->announced != f->put_away && s->state != VIEW_FINISHED;
}

bool state_takes_keys(const struct full *f, struct mono now)
{
    bool dialog = f->mode == FULL_FINISH || f->mode == FULL_LEAVE || f->mode == FULL_RESULT ||
                  state_is_held(f);
    return !dialog || now.ms - f->opened.ms >= FULL_QUIET_MS;
}
