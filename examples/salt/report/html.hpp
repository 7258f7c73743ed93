// Pieces of HTML. All texts that are handed in are plain: what means something in HTML is escaped.
#pragma once

#include <diapir/figure/draw/markup.hpp>

#include <string>
#include <vector>

namespace salt::html {

using diapir::figure::escaped;

/// <name attributes>escaped text</name>
std::string element(const std::string& name, const std::string& text, const std::string& attributes = {});
/// A paragraph.
std::string paragraph(const std::string& text, const std::string& attributes = {});

/// A table whose columns can be sorted by a script. What reads as numbers, "undefined" included, is set flush right.
/// The first cell of each row is its header.
struct table {
    std::string caption;
    std::vector<std::string> header;
    std::vector<std::vector<std::string>> rows;
    bool sortable = true;

    std::string str() const;
};

/// Something to unfold, closed at first.
std::string details(const std::string& summary, const std::string& content);

/// A figure: its content, such as a chart, and below it a caption.
std::string figure(const std::string& content, const std::string& caption, const std::string& attributes = {});

/// A section with a heading, which the contents of the page lead to.
std::string section(const std::string& id, const std::string& heading, const std::string& content);

}  // namespace salt::html
