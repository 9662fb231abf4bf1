#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xpath.h>
#include <libxml/xmlerror.h>

/* xmlFree is a variable, which Swift 6 rightly will not read from several threads; nobody here ever changes it. */
static inline void portolan_xml_free(void *text) {
    xmlFree(text);
}
