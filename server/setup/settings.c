#include "server/setup/settings.h"

#include <string.h>

void settings_init(struct settings *s, const char *text, size_t len)
{
    s->at = text;
    s->end = text + len;
    s->line = 0;
}

static char *trim_spaces(char *text)
{
    while (*text == ' ' || *text == '\t')
        text++;
    size_t len = strlen(text);
    while (len > 0 && strchr(" \t", text[len - 1]) != NULL)
        text[--len] = '\0';
    return text;
}

static enum settings_result refuse_line(struct settings *s, const char *words)
{
    s->at = s->end;
    s->value = words;
    return SETTINGS_BAD;
}

enum settings_result settings_next(struct settings *s)
{
    while (s->at < s->end) {
        const char *stop = memchr(s->at, '\n', (size_t)(s->end - s->at));
        size_t len = (size_t)((stop != NULL ? stop : s->end) - s->at);
        s->line++;
        if (len >= sizeof s->text)
            return refuse_line(s, "the line is too long");
        memcpy(s->text, s->at, len);
        s->text[len] = '\0';
        s->at = stop != NULL ? stop + 1 : s->end;
        char *line = trim_spaces(s->text);
        if (line[0] == '\0' || line[0] == '#')
            continue;
        char *equals = strchr(line, '=');
        if (equals == NULL)
            return refuse_line(s, "expected 'name = value' (a switch: 'name = yes')");
        *equals = '\0';
        s->name = trim_spaces(line);
        s->value = trim_spaces(equals + 1);
        return SETTINGS_PAIR;
    }
    return SETTINGS_END;
}
