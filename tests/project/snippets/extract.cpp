// Writes the ```cpp blocks of a document as one source: extract DOCUMENT NAMES_FOLDER SOURCE.
//
// A block becomes the body of a function; its #include lines go to the top of the source. An HTML comment on the line
// before it, which no reader sees, says more, in words:
//     <!-- snippet: NAME ... -->    the function begins with NAMES_FOLDER/NAME.hpp, which declares what the block uses;
//                                   given<T>() is some T
//     <!-- snippet: continues -->   the block goes on in the function of the block before
//     <!-- snippet: whole -->       the block has functions or templates of its own: it becomes the body of a namespace
#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

struct marks {
    bool continues = false, whole = false;
    std::vector<std::string> names;
};

std::vector<std::string> read_lines(const std::string& file) {
    std::ifstream in(file);
    if (!in) throw std::runtime_error("cannot read " + file);
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

/// What the line before a block says of it.
marks read_marks(const std::string& line) {
    marks result;
    std::istringstream words(line);
    std::string word;
    if (!(words >> word) || word != "<!--" || !(words >> word) || word != "snippet:") return result;
    while (words >> word && word != "-->") {
        if (word == "continues") {
            result.continues = true;
        } else if (word == "whole") {
            result.whole = true;
        } else {
            result.names.push_back(word);
        }
    }
    return result;
}

class source {
public:
    source(std::string document, std::filesystem::path names)
        : document_(std::move(document)), names_(std::move(names)) {}

    /// Begins a block whose first line has this number.
    void begin(const marks& m, std::size_t line) {
        if (m.continues) {
            if (!open_) throw std::runtime_error("there is no block to continue");
        } else {
            end();
            body_ << (m.whole ? "namespace snippet_" : "void snippet_") << line << (m.whole ? " {\n" : "() {\n");
            open_ = true;
        }
        for (const std::string& name : m.names) {
            const std::string file = (names_ / (name + ".hpp")).string();
            note(1, file);
            for (const std::string& declaration : read_lines(file)) add(declaration);
        }
        note(line, document_);
    }

    void add(const std::string& line) {
        const bool include = line.starts_with("#include");
        (include ? includes_ : body_) << line << '\n';
        if (include) body_ << '\n';  // keeps the numbers of lines
    }

    std::string text() {
        end();
        return includes_.str() + "template <class T>\nT& given();\n" + body_.str();
    }

private:
    /// Names the file and the line of what follows, for the compiler's messages.
    void note(std::size_t line, const std::string& file) { body_ << "#line " << line << " \"" << file << "\"\n"; }

    void end() {
        if (open_) body_ << "}\n";
        open_ = false;
    }

    std::string document_;
    std::filesystem::path names_;
    std::ostringstream includes_, body_;
    bool open_ = false;
};

std::string extract(const std::string& document, const std::filesystem::path& names) {
    source result(document, names);
    std::string before;
    std::size_t number = 0;
    bool inside = false;
    for (const std::string& indented : read_lines(document)) {
        const std::string line = indented.substr(std::min(indented.find_first_not_of(' '), indented.size()));
        ++number;
        if (inside && line.starts_with("```")) {
            inside = false;
        } else if (inside) {
            result.add(indented);
        } else if (line == "```cpp") {
            result.begin(read_marks(before), number + 1);
            inside = true;
        }
        before = line;
    }
    if (inside) throw std::runtime_error("the last block has no end");
    return result.text();
}

}  // namespace

int main(int count, char** words) {
    if (count != 4) {
        std::cerr << "usage: extract DOCUMENT NAMES_FOLDER SOURCE\n";
        return 2;
    }
    try {
        const std::string text = extract(words[1], words[2]);
        std::ofstream out(words[3]);
        out << text;
        return out.flush() ? 0 : 1;
    } catch (const std::exception& error) {
        std::cerr << words[1] << ": " << error.what() << '\n';
        return 1;
    }
}
