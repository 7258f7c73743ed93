// How programs say what went wrong, on one line, and that all they said has arrived.
#pragma once

#include <diapir/core/error.hpp>

#include <CLI/CLI.hpp>
#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <exception>
#include <filesystem>
#include <iostream>
#include <new>
#include <string>

namespace programs {

/// What surrounds a program is from now on an error of the call that meets it: a limit to the size of files (ulimit
/// -f), which would end the program without a word, and a standard stream that is closed, whose number a file of the
/// program would get, together with all that is printed.
inline void take_faults_as_errors() {
    std::signal(SIGXFSZ, SIG_IGN);
    for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})  // nothing can be read or written there
        if (::fcntl(stream, F_GETFD) < 0)
            static_cast<void>(::open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY));
}

/// What a command line means nothing for, on one line.
inline std::string misuse(const CLI::ParseError& e) {
    return diapir::common::on_one_line(e.what());
}

/// What went wrong, on one line: names of files may have more, memory that is not there has no words of its own, and
/// what the standard library says of files begins with its functions.
inline std::string failure(const std::exception& e) {
    if (const auto* const of_files = dynamic_cast<const std::filesystem::filesystem_error*>(&e))
        return diapir::common::on_one_line(of_files->path1().string() + ": " + of_files->code().message());
    if (dynamic_cast<const std::bad_alloc*>(&e))
        return "expected as much memory as was asked for, the system has no more; ask for less, such as smaller images "
               "or networks";
    return diapir::common::on_one_line(e.what());
}

/// Throws diapir::file_error where not all of what the program has printed could be written.
inline void finish_output() {
    std::cout.flush();
    diapir::require<diapir::file_error>(!std::cout.bad(), "standard output: cannot be written");
}

/// Prints the help or the version that was asked for. Returns the exit status, that of complain(why) where it could not
/// be written.
template <class Complain>
int help(const CLI::App& app, const CLI::ParseError& e, const Complain& complain) {
    try {
        const int status = app.exit(e);
        finish_output();
        return status;
    } catch (const diapir::error& failure) {
        return complain(failure.what());
    }
}

}  // namespace programs
