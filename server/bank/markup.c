#include "server/bank/markup.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Is it one of the words? They are separated and surrounded by spaces. */
static bool is_one_of(const char *word, size_t len, const char *words)
{
    for (const char *at = words + 1; *at != '\0'; at += strcspn(at, " ") + 1)
        if (strcspn(at, " ") == len && strncasecmp(at, word, len) == 0)
            return true;
    return false;
}

/* --- HTML --- */

static const char tag_names[] =
    " a abbr address article b big blockquote body br button caption center cite code col colgroup "
    "dd del div dl dt em fieldset figcaption figure font footer form h1 h2 h3 h4 h5 h6 head header "
    "hr html i input ins kbd label li link main mark math mi mn mo mrow msup msub mfrac nav nolink "
    "ol option p pre q s samp script section select small span strike strong style sub sup table "
    "tbody td textarea tfoot th thead title tr tt u ul var wbr ";
static const char media_names[] = " img audio video iframe object embed svg source canvas ";
static const char entity_names[] =
    " nbsp lt gt amp quot apos iquest iexcl laquo raquo ldquo rdquo lsquo rsquo ndash mdash hellip "
    "deg times divide middot bull euro rarr larr harr le ge ne plusmn minus frac12 sup2 sup3 ordm "
    "ordf szlig alpha beta gamma delta pi mu theta infin radic sum ";
static const char accent_names[] = " acute grave uml circ tilde cedil ring slash ";

/* The bytes of "<name …>", "</name>" or "<name/>" at `at`; 0 for anything else, such as "a<b". */
static size_t tag_len(const char *at, const char *names)
{
    const char *name = at + 1 + (at[1] == '/');
    size_t len = 0;
    while (is_letter(name[len]) || is_digit(name[len]))
        len++;
    if (len == 0 || !is_one_of(name, len, names))
        return 0;
    const char *p = name + len, *stop = strchr(p, '>');
    if (stop == NULL)
        return 0;
    bool attributes = memchr(p, '=', (size_t)(stop - p)) != NULL;
    for (const char *c = p; c < stop && !attributes; c++)
        if (strchr(" \t\n/", *c) == NULL)
            return 0;
    return strchr(" \t\n/>", *p) != NULL ? (size_t)(stop + 1 - at) : 0;
}

/* The bytes of "&nbsp;", "&eacute;", "&#39;" or "&#x27;" at `at`, or 0. */
static size_t entity_len(const char *at)
{
    const char *stop = strchr(at, ';'), *name = at + 1;
    size_t len = stop != NULL ? (size_t)(stop - name) : 0;
    if (len < 2 || len > 8)
        return 0;
    bool known;
    if (*name == '#')
        known = is_digit(name[1]) || (strchr("xX", name[1]) != NULL && len > 2);
    else
        known = is_one_of(name, len, entity_names) ||
                (is_letter(*name) && is_one_of(name + 1, len - 1, accent_names));
    return known ? len + 2 : 0;
}

static const char *find_html(const char *text, size_t *len)
{
    for (const char *at = text; *at != '\0'; at++) {
        *len = *at == '<' ? tag_len(at, tag_names) : *at == '&' ? entity_len(at) : 0;
        if (*len > 0)
            return at;
    }
    return NULL;
}

/* --- images and sounds --- */

static const char *const media_signs[] = {"@@PLUGINFILE@@", "pluginfile.php", "data:image/",
                                          "data:audio/",    "data:video/",    "\\includegraphics"};

/* The bytes of "![text](address" at `at`, as Markdown writes an image; or 0. */
static size_t markdown_image_len(const char *at)
{
    const char *close = at[1] == '[' ? strchr(at, ']') : NULL;
    const char *stop = close != NULL && close[1] == '(' ? strchr(close, ')') : NULL;
    return stop != NULL ? (size_t)(stop + 1 - at) : 0;
}

/* The bytes of the address of an image or sound at `at`, or 0. */
static size_t media_address_len(const char *at)
{
    static const char endings[] = " png jpg jpeg gif svg webp bmp mp3 mp4 m4a wav ogg webm ";
    size_t len = strcspn(at, " \t\n\"'<>)");
    if (strncmp(at, "http://", 7) != 0 && strncmp(at, "https://", 8) != 0)
        return 0;
    for (size_t i = len; i > 0; i--)
        if (at[i - 1] == '.')
            return is_one_of(at + i, len - i, endings) ? len : 0;
    return 0;
}

static size_t media_len(const char *at)
{
    if (*at == '<')
        return tag_len(at, media_names);
    if (*at == '!')
        return markdown_image_len(at);
    if (*at == 'h')
        return media_address_len(at);
    for (size_t i = 0; i < sizeof media_signs / sizeof media_signs[0]; i++)
        if (strncmp(at, media_signs[i], strlen(media_signs[i])) == 0)
            return strlen(media_signs[i]);
    return 0;
}

static const char *find_media(const char *text, size_t *len)
{
    for (const char *at = text; *at != '\0'; at++)
        if ((*len = media_len(at)) > 0)
            return at;
    return NULL;
}

/* --- LaTeX --- */

static const char commands[] =
    " frac dfrac tfrac sqrt sum prod int lim cdot times div pm leq geq neq approx equiv infty pi "
    "alpha beta gamma delta theta lambda mu sigma omega phi rho Delta Omega left right mathbb "
    "mathrm mathbf mathcal text vec overline hat bar begin end log ln sin cos tan circ angle "
    "rightarrow to in subset cup cap forall exists partial nabla ";

/* The bytes of "\frac" or another well-known command at `at`, or 0. */
static size_t command_len(const char *at)
{
    size_t len = 0;
    while (is_letter(at[1 + len]))
        len++;
    return len > 1 && is_one_of(at + 1, len, commands) ? 1 + len : 0;
}

/* The bytes of "$$", or of "$x^2$" with a sign that only formulas have; or 0: "$5 and $10". */
static size_t formula_len(const char *at)
{
    const char *stop = strpbrk(at + 1, "$\n");
    if (at[1] == '$')
        return 2;
    if (stop == NULL || *stop == '\n')
        return 0;
    size_t inner = (size_t)(stop - at - 1);
    for (size_t i = 0; i < inner; i++)
        if (strchr("^_\\", at[1 + i]) != NULL)
            return inner + 2;
    return 0;
}

/* The bytes of "\(…\)" or "\[…\]" at `at`, or 0. */
static size_t bracketed_len(const char *at)
{
    const char *close = at[1] == '(' ? "\\)" : at[1] == '[' ? "\\]" : NULL;
    const char *stop = close != NULL ? strstr(at + 2, close) : NULL;
    return stop != NULL ? (size_t)(stop + 2 - at) : 0;
}

static const char *find_latex(const char *text, size_t *len)
{
    for (const char *at = text; *at != '\0'; at++) {
        *len = *at == '$' ? formula_len(at) : *at == '\\' ? command_len(at) : 0;
        if (*len == 0 && *at == '\\')
            *len = bracketed_len(at);
        if (*len > 0)
            return at;
    }
    return NULL;
}

const char *markup_find(const char *text, enum markup kind, size_t *len)
{
    switch (kind) {
    case MARKUP_MEDIA:
        return find_media(text, len);
    case MARKUP_HTML:
        return find_html(text, len);
    case MARKUP_LATEX:
        return find_latex(text, len);
    case MARKUP_KINDS:
        break;
    }
    return NULL;
}
