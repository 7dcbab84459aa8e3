#include "server/report/paper.h"

#include "common/printable.h"
#include "server/report/html.h"

#include <stdlib.h>
#include <string.h>

/* Margin boxes with the page's number: CSS Paged Media Module Level 3, section 5. */
static const char style_of_all[] =
    "@page{size:A4 portrait;margin:10mm;@bottom-right{content:counter(page) \" / \" counter(pages);"
    "font:8pt sans-serif}}\n"
    "body{font-family:sans-serif;font-size:10pt;margin:0;color:#000;background:#fff}\n"
    "*{box-sizing:border-box}\n"
    "@media screen{body{max-width:190mm;margin:10mm auto}}\n";

/* The letter, then the number: 9 before 10. */
static int compare_ids(const char *a, const char *b)
{
    size_t a_len = strlen(a), b_len = strlen(b);
    if (a[0] != b[0] || a_len == b_len)
        return strcmp(a, b);
    return a_len < b_len ? -1 : 1;
}

static int compare(const void *left, const void *right)
{
    const struct paper_person *a = left, *b = right;
    int order = strcmp(a->centre, b->centre);
    if (order == 0)
        order = strcmp(a->room, b->room);
    return order != 0 ? order : compare_ids(a->id, b->id);
}

void paper_sort(struct paper_person *people, size_t count)
{
    if (count > 0)
        qsort(people, count, sizeof *people, compare);
}

void paper_text(struct buffer *out, const char *text)
{
    struct buffer clean = {0};
    printable_append(&clean, text, strlen(text), PRINTABLE_LINE);
    for (size_t i = 0; i < clean.len; i++) {
        const char *entity = html_entity(clean.data[i]);
        if (entity != NULL)
            buffer_text(out, entity);
        else
            buffer_append(out, &clean.data[i], 1);
    }
    out->failed |= clean.failed;
    buffer_release(&clean);
}

void paper_element(struct buffer *out, const char *tag, const char *class_name, const char *text)
{
    if (class_name != NULL)
        buffer_printf(out, "<%s class=\"%s\">", tag, class_name);
    else
        buffer_printf(out, "<%s>", tag);
    paper_text(out, text);
    buffer_printf(out, "</%s>", tag);
}

void paper_begin(struct buffer *out, const struct paper_about *about, const char *title,
                 const char *style)
{
    buffer_printf(out, HTML_HEAD, about->spanish ? "es" : "en");
    paper_element(out, "title", NULL, title);
    buffer_printf(out, "\n<style>\n%s%s</style>\n</head>\n<body>\n", style_of_all, style);
}

void paper_end(struct buffer *out)
{
    buffer_text(out, "</body>\n</html>\n");
}
