// The style and the script of the report, as page.css and page.js have them.
#pragma once

namespace salt {

extern const char* const page_style;
extern const char* const page_script;

}  // namespace salt
