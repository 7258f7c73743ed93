#include "page.hpp"

#include "assets.hpp"
#include "html.hpp"
#include "sections.hpp"

namespace salt {

namespace {

constexpr const char* title = "Salt in seismic images, and why";

std::string banner(const material& m) {
    return "<a class=\"skip\" href=\"#content\">Skip to the content</a>\n<header class=\"banner\">\n<div>\n" +
           html::element("h1", title) + '\n' +
           html::paragraph("A U-Net finds salt in seismic images from " + std::to_string(m.channels.size()) +
                           (m.channels.size() == 1 ? " channel: " : " channels: ") + enumeration(m.channels) +
                           ". This page shows how well it does so on " + std::to_string(m.images()) + " images of " +
                           std::to_string(m.rows()) + " \u00d7 " + std::to_string(m.cols()) +
                           " pixels that it has not seen, and what each channel contributed to its decision at every "
                           "pixel.") +
           "</div>\n<div class=\"tools needs-script\"><button type=\"button\" id=\"theme\">Theme: as the "
           "system</button> <button type=\"button\" id=\"print\">Print</button></div>\n</header>\n";
}

std::string contents() {
    std::string out = "<nav class=\"contents\" aria-label=\"Contents\"><ul>\n";
    for (const auto& [id, text] : {std::pair{"summary", "At first sight"},
                                   {"struggles", "Where it struggles"},
                                   {"images", "Test images"},
                                   {"channels", "Channels"},
                                   {"explained", "Explained images"},
                                   {"making", "Training"}})
        out += std::string("<li><a href=\"#") + id + "\">" + text + "</a></li>\n";
    return out + "</ul></nav>\n";
}

/// What enlarges an image and steps through the others.
std::string viewer() {
    return R"(<dialog id="viewer" aria-labelledby="viewer-title">
<div class="viewer-head"><h2 id="viewer-title">Image</h2><button type="button" id="viewer-close">Close</button></div>
<div class="viewer-body"><div class="frame" id="viewer-frame"><canvas id="viewer-picture" width="1" height="1" tabindex="0" role="img" aria-label="The enlarged image"></canvas></div>
<div class="viewer-side">
<p id="viewer-words"></p>
<p id="viewer-pixel" role="status"></p>
<p><label for="viewer-mode">As <select id="viewer-mode"></select></label></p>
<p class="pager"><button type="button" id="viewer-back">Previous</button> <button type="button" id="viewer-on">Next</button></p>
<p id="viewer-link"></p>
<p class="note">Left and right arrow: the images before and after. With the picture focused, arrow keys move the pixel that is read.</p>
</div></div>
</dialog>
)";
}

}  // namespace

std::string page_head(const std::string& title) {
    return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
           "<meta name=\"color-scheme\" content=\"light dark\">\n" +
           html::element("title", title) + "\n<style>\n" + page_style + "</style>\n</head>\n<body>\n";
}

std::string page_of(const material& m, const contribution_summary& s) {
    return page_head(title) + banner(m) + contents() + "<main id=\"content\">\n" + summary_section(m, s) +
           struggles_section(m) + images_section(m) + channels_section(m, s) + explained_section(m) +
           making_section(m) + "</main>\n" + viewer() + image_data(m) + "<script>\n" + page_script +
           "</script>\n</body>\n</html>\n";
}

}  // namespace salt
