// Where attributes go: files that are written some sections at a time, in any order and by several ranks. A format is a
// class of sink.cpp, and a line in make_sink there; what a source itself writes beside it is where that source is.
#pragma once

#include <diapir/core/array.hpp>
#include <diapir/core/shape.hpp>

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace attributes_program {

template <class T>
class sink {
public:
    virtual ~sink() = default;

    /// The files that there are in the end.
    virtual std::vector<std::filesystem::path> files() const = 0;
    /// Whether there is what an earlier run, that did not come to its end, may have written.
    virtual bool begun() const = 0;
    /// Of such a run, whether what it has written of sections `first` to `last` (exclusive) is still there.
    virtual bool has(std::size_t first, std::size_t last) const = 0;
    /// Makes the files, or finds them; on one rank before any other opens them.
    virtual void begin() = 0;
    /// Opens the files, on every rank when one has begun.
    virtual void open() = 0;
    /// The sections or inlines from number `first` on, {some, ..., ..., attributes}, from any thread.
    virtual void write(std::size_t first, const diapir::array<T>& values) = 0;
    /// When it returns, what this rank has written is safe on the disk.
    virtual void flush() = 0;
    /// When all are written, on one rank; without it no file is there.
    virtual void finish() = 0;
    /// Instead, where nothing was written.
    virtual void discard() = 0;
    /// What people are told of what was written.
    virtual std::string written() const = 0;
};

/// What a sink has to know of all that comes.
struct output {
    diapir::shape shape;              ///< of the amplitudes, as the input has them: {samples, traces}, ...
    std::vector<std::string> labels;  ///< of the attributes
    bool volume = false;
};

/// A file by the ending of its name: .npy, an array with the attributes as last axis; or .png, for which NAME.png
/// stands for images of 16 bits, NAME_energy.png of one section, NAME_00012_energy.png of many, that go from the lowest
/// value of the section to the highest. Throws diapir::file_error for other names.
template <class T>
std::unique_ptr<sink<T>> make_sink(const std::filesystem::path& path, const output& what);

/// A label as a part of a file's name: energy_window_9.
std::string file_name_of(const std::string& label);

}  // namespace attributes_program
