#include "server/report/attendance.h"

#include <string.h>

static const struct words {
    const char *title, *centre, *room, *no_room, *hour;
    const char *number, *id, *name, *extra, *came, *signature;
    const char *unregistered, *pending, *present, *of, *invigilator;
} english = {"Attendance",    "Centre",  "Room",      "no room named",
             "Exam",          "No.",     "ID",        "Name",
             "Extra time",    "Hour",    "Signature", "not registered",
             "not confirmed", "Present", "of",        "Invigilator"},
  spanish = {"Lista de asistencia",
             "Centro",
             "Sala",
             "sin aula",
             "Examen",
             "N.º",
             "Cédula",
             "Nombre",
             "Tiempo extra",
             "Hora",
             "Firma",
             "sin registrar",
             "sin confirmar",
             "Presentes",
             "de",
             "Vigilante"};

static const char style[] =
    "section+section{break-before:page;page-break-before:always}\n"
    "table{border-collapse:collapse;width:calc(100% - .3mm);table-layout:fixed}\n"
    "thead{display:table-header-group}\n"
    "tr{break-inside:avoid;page-break-inside:avoid}\n"
    "th,td{border:1px solid #555;padding:1mm 1.5mm;text-align:left;overflow-wrap:anywhere}\n"
    ".about th{border:0;padding:0 0 2mm;font-weight:normal}\n"
    ".about b{font-size:13pt}\n"
    "td{height:10mm}\n"
    "col.n{width:11mm}col.id{width:31mm}col.x{width:17mm}col.h{width:19mm}col.s{width:46mm}\n"
    ".n,.x{text-align:right}\n"
    ".note{font-size:8pt;color:#333}\n"
    ".end{margin:5mm 0 0;break-inside:avoid;break-before:avoid;page-break-inside:avoid}\n";

static bool same_room(const struct paper_person *a, const struct paper_person *b)
{
    return strcmp(a->centre, b->centre) == 0 && strcmp(a->room, b->room) == 0;
}

static void put_heading(struct buffer *out, const char *class_name, const char *text)
{
    buffer_printf(out, "<th class=\"%s\">", class_name);
    paper_text(out, text);
    buffer_text(out, "</th>");
}

static void put_fact(struct buffer *out, const char *name, const char *value)
{
    buffer_text(out, " &nbsp; ");
    paper_text(out, name);
    buffer_text(out, ": ");
    paper_text(out, value);
}

/* Both rows stand on each page. */
static void put_head(struct buffer *out, const struct paper_about *about, const struct words *w,
                     const struct paper_person *p)
{
    /* The widths are those of the first row, which is one cell. */
    buffer_text(out, "<colgroup><col class=\"n\"><col class=\"id\"><col><col class=\"x\">"
                     "<col class=\"h\"><col class=\"s\"></colgroup>\n");
    buffer_text(out, "<thead><tr class=\"about\"><th colspan=\"6\"><b>");
    paper_text(out, w->title);
    buffer_text(out, "</b><br>");
    paper_text(out, about->title);
    if (p->centre[0] != '\0')
        put_fact(out, w->centre, p->centre);
    put_fact(out, w->room, p->room[0] != '\0' ? p->room : w->no_room);
    if (about->hour[0] != '\0')
        put_fact(out, w->hour, about->hour);
    buffer_text(out, "</th></tr><tr>");
    put_heading(out, "n", w->number);
    put_heading(out, "id", w->id);
    put_heading(out, "name", w->name);
    put_heading(out, "x", w->extra);
    put_heading(out, "h", w->came);
    put_heading(out, "s", w->signature);
    buffer_text(out, "</tr></thead>\n");
}

static void put_person(struct buffer *out, const struct words *w, const struct paper_person *p,
                       size_t number)
{
    const char *note = p->unregistered ? w->unregistered : p->pending ? w->pending : NULL;
    buffer_printf(out, "<tr><td class=\"n\">%zu</td>", number);
    paper_element(out, "td", "id", p->id);
    buffer_text(out, "<td>");
    paper_text(out, p->name);
    if (note != NULL) {
        buffer_text(out, " ");
        paper_element(out, "span", "note", note);
    }
    buffer_text(out, "</td><td class=\"x\">");
    if (p->extra_minutes > 0)
        buffer_printf(out, "%u min", (unsigned)p->extra_minutes);
    buffer_text(out, "</td><td></td><td></td></tr>\n");
}

static void put_room(struct buffer *out, const struct paper_about *about, const struct words *w,
                     const struct paper_person *people, size_t count)
{
    buffer_text(out, "<section><table>");
    put_head(out, about, w, &people[0]);
    buffer_text(out, "<tbody>\n");
    for (size_t i = 0; i < count; i++)
        put_person(out, w, &people[i], i + 1);
    buffer_printf(out,
                  "</tbody></table><p class=\"end\">%s: __________ %s %zu &nbsp; %s: "
                  "______________________________</p></section>\n",
                  w->present, w->of, count, w->invigilator);
}

void attendance_page(struct buffer *out, const struct paper_about *about,
                     const struct paper_person *people, size_t count)
{
    const struct words *w = about->spanish ? &spanish : &english;
    paper_begin(out, about, w->title, style);
    for (size_t from = 0, to; from < count; from = to) {
        for (to = from + 1; to < count && same_room(&people[from], &people[to]);)
            to++;
        put_room(out, about, w, people + from, to - from);
    }
    paper_end(out);
}
