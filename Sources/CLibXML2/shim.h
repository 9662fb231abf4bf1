/* Debian's libxml2 is built with ICU, whose headers clash with those of Foundation's own ICU as soon as one module sees both.
   They only add fields to the end of a structure that nobody here touches. */
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xpath.h>
#include <libxml/xmlerror.h>
#include <libxml/xmlwriter.h>

/* xmlFree is a variable, which Swift 6 rightly will not read from several threads; nobody here ever changes it. */
static inline void portolan_xml_free(void *text) {
    xmlFree(text);
}
