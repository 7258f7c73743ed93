// Requests to a web server. This is the seam to cpp-httplib.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/io/positioned_file.hpp>

#include <httplib.h>
#include <pthread.h>
#include <signal.h>

#include <algorithm>
#include <csignal>
#include <cstddef>
#include <ctime>
#include <exception>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace diapir::inline DIAPIR_TARGET::io {

/// A server that gave no answer: it was not reached, took too long, or went away in the middle. In the last two cases
/// it may have done what it was asked.
class no_answer : public error {
public:
    using error::error;
};

struct http_answer {
    int status;  ///< 200 ... 299 where all went well
    std::string body;
    bool good() const { return status >= 200 && status < 300; }
};

struct http_options {
    double seconds_to_connect = 5, seconds_to_answer = 30;  ///< the second also between two parts of an answer
    std::string user = {}, password = {};                   ///< basic authentication, where there is a user
    std::string token = {};                                 ///< else a bearer token, where there is one
    std::filesystem::path certificates = {};                ///< of authorities to trust (PEM); none: the system's
    bool verify = true;                                     ///< whether a server must have a certificate, with https
};

namespace detail {

/// While it lives a peer that goes away is an error of the call that writes, and no signal that ends the program.
class without_pipe_signal {
public:
    without_pipe_signal() {
        sigemptyset(&pipe_);
        sigaddset(&pipe_, SIGPIPE);
        sigset_t pending;
        sigpending(&pending);
        was_pending_ = sigismember(&pending, SIGPIPE) == 1;
        pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
    }
    ~without_pipe_signal() {
        const timespec now{0, 0};
        if (!was_pending_) sigtimedwait(&pipe_, nullptr, &now);
        pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    }
    without_pipe_signal(const without_pipe_signal&) = delete;
    without_pipe_signal& operator=(const without_pipe_signal&) = delete;

private:
    sigset_t pipe_, before_;
    bool was_pending_;
};

}  // namespace detail

/// Requests to one server, each over a connection of its own. Texts are in UTF-8; paths are percent-encoded and begin
/// with a slash. All throw no_answer where no answer comes.
class http_client {
public:
    /// For a server named scheme://host or scheme://host:port. Throws argument_error where it is not named so, and for
    /// https where cpp-httplib was built without.
    explicit http_client(const std::string& server, const http_options& options = {})
        : server_(server), client_(connected_to(server)) {
        const std::size_t host = server.rfind("https://", 0) == 0  ? 8
                                 : server.rfind("http://", 0) == 0 ? 7
                                                                   : server.size();
        require(client_.is_valid() && server.size() > host && server.find('/', host) == server.npos, server,
                ": expected the address of a server such as http://localhost:5000");
        client_.set_connection_timeout(whole(options.seconds_to_connect), rest(options.seconds_to_connect));
        client_.set_read_timeout(whole(options.seconds_to_answer), rest(options.seconds_to_answer));
        client_.set_write_timeout(whole(options.seconds_to_answer), rest(options.seconds_to_answer));
        client_.set_url_encode(false);
        client_.set_keep_alive(false);
        if (!options.user.empty()) {
            client_.set_basic_auth(options.user, options.password);
        } else if (!options.token.empty()) {
            client_.set_bearer_token_auth(options.token);
        }
#ifdef CPPHTTPLIB_OPENSSL_SUPPORT
        client_.enable_server_certificate_verification(options.verify);
        if (!options.certificates.empty()) client_.set_ca_cert_path(options.certificates.string());
#endif
    }

    const std::string& server() const {
        return server_;
    }

    http_answer get(const std::string& path) {
        const detail::without_pipe_signal guard;
        return answer(path, client_.Get(path));
    }
    /// Sends JSON.
    http_answer post(const std::string& path, const std::string& body) {
        const detail::without_pipe_signal guard;
        return answer(path, client_.Post(path, body, "application/json"));
    }
    /// Sends a file as it is, a piece at a time. Throws file_error where it cannot be read.
    http_answer put_file(const std::string& path, const std::filesystem::path& file) {
        const positioned_file in(file);
        const std::size_t size = in.size();
        std::exception_ptr failure;
        const auto piece = [&](std::size_t first, std::size_t length, httplib::DataSink& sink) {
            try {
                std::vector<char> bytes(std::min<std::size_t>(length, 1 << 16));
                in.read(first, bytes.size(), bytes.data());
                return sink.write(bytes.data(), bytes.size());
            } catch (...) {
                failure = std::current_exception();
                return false;
            }
        };
        const detail::without_pipe_signal guard;
        const auto result = size > 0 ? client_.Put(path, size, piece, "application/octet-stream")
                                     : client_.Put(path, std::string(), "application/octet-stream");
        if (failure) std::rethrow_exception(failure);
        return answer(path, result);
    }

    /// Ends a request that waits for its answer in another thread, which then throws no_answer.
    void stop() {
        client_.stop();
    }

private:
    static std::time_t whole(double seconds) {
        return static_cast<std::time_t>(seconds);
    }
    static std::time_t rest(double seconds) {
        return static_cast<std::time_t>(1e6 * (seconds - static_cast<double>(whole(seconds))));
    }
    static httplib::Client connected_to(const std::string& server) {
        try {
            return httplib::Client(server);
        } catch (const std::exception& failure) {
            throw argument_error(server + ": " + failure.what());
        }
    }
    http_answer answer(const std::string& path, const httplib::Result& result) const {
        require<no_answer>(static_cast<bool>(result), server_, path.substr(0, path.find('?')), ": ",
                           reason(result.error()));
        return {result->status, result->body};
    }
    static std::string reason(httplib::Error failure) {
        switch (failure) {
            case httplib::Error::Connection:
                return "cannot be reached";
            case httplib::Error::ConnectionTimeout:
                return "does not answer";
            case httplib::Error::Read:
                return "gave no answer in time, or went away";
            case httplib::Error::Write:
                return "took no more of the request";
            case httplib::Error::SSLServerVerification:
                return "has a certificate that is not trusted";
            default:
                return "no answer (" + httplib::to_string(failure) + ")";
        }
    }

    std::string server_;
    httplib::Client client_;
};

}  // namespace diapir::inline DIAPIR_TARGET::io
