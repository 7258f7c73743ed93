#include "catch.hpp"
#include <diapir/figure/html.hpp>
#include <diapir/figure/plot/plot.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

using namespace diapir::figure;

namespace {

bool holds(const std::string& page, const std::string& text) {
    return page.find(text) != std::string::npos;
}

figure small_figure() {
    figure fig(1, 1, {.width = 200, .height = 120});
    plot(fig.at(0, 0), std::vector<double>{1, 2});
    return fig;
}

}  // namespace

TEST_CASE("a report holds its content in order, escaped") {
    html_report report("Salt & <more>");
    report.section("First <one>").paragraph("a < b & c").section("Second");
    report.table({"name", "auc"}, {{"x & y", "0.93"}, {"24", "\u22120.5"}}, "Metrics");
    const std::string page = report.str();
    CHECK(page.starts_with("<!DOCTYPE html>"));
    CHECK(holds(page, "<html lang=\"en\">"));
    CHECK(holds(page, "<meta charset=\"utf-8\">"));
    CHECK(holds(page, "name=\"viewport\""));
    CHECK(holds(page, "<title>Salt &amp; &lt;more&gt;</title>"));
    CHECK(holds(page, "<h2 id=\"section-1\">First &lt;one&gt;</h2>\n<p>a &lt; b &amp; c</p>\n<h2 id=\"section-2\">"));
    CHECK(holds(page, "<a href=\"#section-2\">Second</a>"));
    CHECK(holds(page, "<caption>Metrics</caption>"));
    CHECK(holds(page, "<th scope=\"col\">name</th><th scope=\"col\" class=\"number\">auc</th>"));
    CHECK(holds(page, "<td>x &amp; y</td><td class=\"number\">0.93</td>"));
    CHECK(holds(page, "<td class=\"number\">24</td><td class=\"number\">\u22120.5</td>"));
}

TEST_CASE("figures are inside the page, with words for those who cannot see them") {
    const figure fig = small_figure();
    html_report report("Report");
    report.add(fig, "a \"rising\" line", "Figure 1. A line.");
    const std::string page = report.str();
    CHECK(holds(page, "<img src=\"data:image/png;base64," + base64(fig.encode(image_format::png)) + "\""));
    CHECK(holds(page, "width=\"200\" height=\"120\" alt=\"a &quot;rising&quot; line\">"));
    CHECK(holds(page, "<figcaption>Figure 1. A line.</figcaption>"));
}

TEST_CASE("a report needs nothing from outside") {
    html_report report("Report");
    report.add(small_figure(), "line").table({"a"}, {{"1"}});
    const std::string page = report.str();
    for (const std::string foreign : {"<script", "http:", "https:", "@import", "url(", "<link"})
        CHECK_FALSE(holds(page, foreign));
}

TEST_CASE("a report is written whole") {
    const std::filesystem::path path = std::filesystem::temp_directory_path() / "diapir_report_test.html";
    const html_report report("Report");
    report.save(path);
    std::ifstream file(path);
    CHECK(std::string(std::istreambuf_iterator<char>(file), {}) == report.str());
    std::filesystem::remove(path);
    CHECK_THROWS_AS(report.save(path / "no" / "folder.html"), diapir::file_error);
}

TEST_CASE("a report refuses what does not fit") {
    html_report report("Report");
    CHECK_THROWS_WITH(report.table({"a", "b"}, {{"1", "2"}, {"1"}}),
                      "html_report: table: expected rows of 2 cells, got one of 1");
    CHECK_THROWS_WITH(report.image("not a PNG", "x"), "html_report: image: expected the bytes of a PNG file");
    CHECK_FALSE(holds(report.str(), "<table"));
}

TEST_CASE("a report of texts that no parser reads is a report") {
    const std::string name = "a\x01\xff";
    html_report report(name, "en");
    report.section(name).section(name).paragraph(name).add(small_figure(), name, name);
    report.table({name, "auc", "iou"}, {{name, "0.9", "undefined"}, {name, "undefined", "undefined"}}, name);
    const std::string page = report.str();
    CHECK(printable(page) == page);
    CHECK(holds(page, "<p>a\ufffd\ufffd</p>"));
    CHECK(holds(page, "<th scope=\"col\" class=\"number\">auc</th><th scope=\"col\" class=\"number\">iou</th>"));
}
