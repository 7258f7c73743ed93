#include "html.hpp"

#include <algorithm>

namespace salt::html {

namespace {

bool is_number(const std::string& cell) {
    return cell == "undefined" || (cell.find_first_of("0123456789") != std::string::npos &&
                                   cell.find_first_not_of("0123456789.,+-eE% \u2212\u00b1") == std::string::npos);
}

std::string opening(const std::string& name, const std::string& attributes) {
    return '<' + name + (attributes.empty() ? "" : ' ' + attributes) + '>';
}

}  // namespace

std::string element(const std::string& name, const std::string& text, const std::string& attributes) {
    return opening(name, attributes) + escaped(text) + "</" + name + '>';
}

std::string paragraph(const std::string& text, const std::string& attributes) {
    return element("p", text, attributes) + '\n';
}

std::string table::str() const {
    std::string out = "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"" + escaped(caption) +
                      "\"><table" + (sortable ? " class=\"sortable\"" : "") + ">\n" + element("caption", caption) +
                      "\n<thead><tr>";
    for (std::size_t col = 0; col < header.size(); ++col) {
        const bool numbers =
            col > 0 && std::all_of(rows.begin(), rows.end(), [&](const auto& row) { return is_number(row.at(col)); });
        out += element("th", header[col], numbers ? "scope=\"col\" class=\"number\"" : "scope=\"col\"");
    }
    out += "</tr></thead>\n<tbody>\n";
    for (const auto& row : rows) {
        out += "<tr>" + element("th", row.at(0), "scope=\"row\"");
        for (std::size_t col = 1; col < row.size(); ++col)
            out += element("td", row[col], is_number(row[col]) ? "class=\"number\"" : "");
        out += "</tr>\n";
    }
    return out + "</tbody></table></div>\n";
}

std::string details(const std::string& summary, const std::string& content) {
    return "<details>" + element("summary", summary) + '\n' + content + "</details>\n";
}

std::string figure(const std::string& content, const std::string& caption, const std::string& attributes) {
    return opening("figure", attributes) + '\n' + content + element("figcaption", caption) + "</figure>\n";
}

std::string section(const std::string& id, const std::string& heading, const std::string& content) {
    return "<section id=\"" + id + "\" aria-labelledby=\"" + id + "-heading\">\n" +
           element("h2", heading, "id=\"" + id + "-heading\"") + '\n' + content + "</section>\n";
}

}  // namespace salt::html
