/* survey.h - the first look at a roster's whole file: its columns, whether one of them only numbers
 * the rows, and the nodes that it names. The second look (roster_file.h) takes the people.
 * Threads: any. Memory: init/release. Errors: a text for people. */
#ifndef SERVER_SETUP_SURVEY_H
#define SERVER_SETUP_SURVEY_H

#include "server/core/names.h"
#include "server/setup/columns.h"

enum { SURVEY_NODES = 8, SURVEY_WHY_SIZE = COLUMNS_WHY_SIZE };

struct roster_rules {
    struct ident_rules ids;
    const char *node; /* this node's name; NULL: not known */
    size_t others;    /* how many other nodes there may be; their names are not known */
    bool alone;       /* this node has no peer: people at other nodes are a probable mistake */
};

struct survey_node {
    char name[NODE_NAME_MAX + 1];
    unsigned line; /* the first that names it */
    size_t count;  /* of people */
};

struct survey {
    const struct roster_rules *rules;
    struct columns columns;
    size_t rows; /* without the headings */
    bool begun;
    bool numbers;                           /* the IDs are 1, 2, 3 … so far */
    bool ids_too[SHEET_COLUMNS_MOST];       /* each row so far has a long ID here */
    struct survey_node nodes[SURVEY_NODES]; /* by count, once finished */
    size_t node_count;
    char why[SURVEY_WHY_SIZE]; /* "": the file can be read further */
    unsigned why_line;
};

/* Looks at the sheet. STATUS_INVALID: why and why_line say what is wrong with the whole file. */
enum status survey_sheet(const struct sheet *sheet, const struct roster_rules *rules,
                         struct survey *out);
void survey_release(struct survey *survey);

/* Is it written like a node's name? "-" marks an empty cell. */
bool survey_is_node_name(const struct wire_word *cell);

/* Can it be a node of the pair? Its own, and the most frequent others. False: why[] names the nodes
 * that there are. */
bool survey_node_fits(const struct survey *survey, const struct wire_word *name,
                      char why[SURVEY_WHY_SIZE]);

/* The cell of this column; empty when there is none. */
struct wire_word survey_cell(const struct survey *survey, const struct sheet_row *row,
                             enum column column);

#endif
