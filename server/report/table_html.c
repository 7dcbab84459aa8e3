/* One page of HTML that needs no byte from elsewhere and runs nothing: its policy (CSP) says so, too.
 * On paper the headings repeat on each sheet, no row is split, and the page's number stands at
 * the foot in browsers that know CSS's margin boxes (CSS Paged Media Module Level 3, section 5). */
#include "common/printable.h"
#include "server/report/html.h"
#include "server/report/table_private.h"

#include <string.h>

static const char style[] =
    "body{font-family:sans-serif;font-size:10pt;margin:1.5em;color:#000;background:#fff}\n"
    "h1{font-size:15pt;margin:0}p{margin:.3em 0 1em}\n"
    "table{border-collapse:collapse;width:100%}\n"
    "th,td{border-bottom:1px solid #bbb;padding:.25em .5em;text-align:left;vertical-align:top;"
    "overflow-wrap:break-word}\n"
    "th{border-bottom:2px solid #000;vertical-align:bottom}th.n,td.n{text-align:right}\n"
    "td.n{font-variant-numeric:tabular-nums;white-space:nowrap}\n"
    "dl{margin-top:1.5em;font-size:8pt;break-inside:avoid}dt{float:left;clear:left;"
    "min-width:9em}dd{margin-left:10em;overflow-wrap:anywhere}\n"
    "@media print{body{margin:0;font-size:7.5pt}thead{display:table-header-group}"
    "tr{break-inside:avoid;page-break-inside:avoid}}\n";

/* The text as HTML has it, in elements and in attributes. */
static void put_escaped(FILE *to, const char *text)
{
    for (; *text != '\0'; text++) {
        const char *entity = html_entity(*text);
        if (entity != NULL)
            (void)fputs(entity, to);
        else
            (void)fputc(*text, to);
    }
}

static void put_element(struct table *t, const char *name, const char *text)
{
    (void)fprintf(t->to, "<%s>", name);
    put_escaped(t->to, table_clean(t, text));
    (void)fprintf(t->to, "</%s>\n", name);
}

static void put_head(struct table *t)
{
    (void)fprintf(t->to, HTML_HEAD, t->about->spanish ? "es" : "en");
    put_element(t, "title", t->about->title);
    (void)fprintf(t->to,
                  "<style>\n@page{size:A4 %s;margin:14mm 12mm 16mm;@bottom-center{content:"
                  "counter(page) \" / \" counter(pages);font:8pt sans-serif}}\n%s</style>\n"
                  "</head>\n",
                  t->about->landscape ? "landscape" : "portrait", style);
}

static const char *class_of(const struct table *t, size_t column)
{
    return t->columns[column].kind == CELL_NUMBER ? " class=\"n\"" : "";
}

static void begin(struct table *t)
{
    put_head(t);
    (void)fputs("<body>\n", t->to);
    put_element(t, "h1", t->about->title);
    put_element(t, "p", t->about->subtitle);
    (void)fputs("<table>\n<thead>\n<tr>", t->to);
    for (size_t i = 0; i < t->column_count; i++) {
        (void)fprintf(t->to, "<th%s>", class_of(t, i));
        put_escaped(t->to, table_clean(t, t->columns[i].heading));
        (void)fputs("</th>", t->to);
    }
    (void)fputs("</tr>\n</thead>\n<tbody>\n", t->to);
}

static void row(struct table *t, const char *const *cells)
{
    (void)fputs("<tr>", t->to);
    for (size_t i = 0; i < t->column_count; i++) {
        (void)fprintf(t->to, "<td%s>", class_of(t, i));
        put_escaped(t->to, table_shown(t, i, cells[i]));
        (void)fputs("</td>", t->to);
    }
    (void)fputs("</tr>\n", t->to);
}

static void end(struct table *t)
{
    (void)fputs("</tbody>\n</table>\n", t->to);
    if (t->about->fact_count > 0)
        (void)fputs("<dl>\n", t->to);
    for (size_t i = 0; i < t->about->fact_count; i++) {
        put_element(t, "dt", t->about->facts[2 * i]);
        put_element(t, "dd", t->about->facts[2 * i + 1]);
    }
    if (t->about->fact_count > 0)
        (void)fputs("</dl>\n", t->to);
    (void)fputs("</body>\n</html>\n", t->to);
}

const struct table_writer table_html = {.begin = begin, .row = row, .end = end};
