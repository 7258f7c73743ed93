// Requests to a web server. This is the seam to cpp-httplib.
#pragma once

#include <diapir/core/error.hpp>
#include <diapir/io/positioned_file.hpp>
#include <diapir/io/text.hpp>

#include <httplib.h>
#include <pthread.h>
#include <signal.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <exception>
#include <filesystem>
#include <mutex>
#include <string>
#include <system_error>
#include <thread>
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
    double seconds_to_connect = 5, seconds_to_answer = 30;  ///< the second for all of an answer
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

/// While it lives it calls `end`, once, when so many seconds have gone since it was made or renewed.
template <class End>
class time_limit {
public:
    time_limit(double seconds, End end)
        : allowed_(std::chrono::duration_cast<clock::duration>(std::chrono::duration<double>(seconds))),
          end_(std::move(end)),
          watch_([this] { watch(); }) {}
    ~time_limit() {
        {
            const std::lock_guard guard(mutex_);
            over_ = true;
        }
        changed_.notify_one();
        watch_.join();
    }
    time_limit(const time_limit&) = delete;
    time_limit& operator=(const time_limit&) = delete;

    void renew() {
        const std::lock_guard guard(mutex_);
        until_ = clock::now() + allowed_;
    }

private:
    using clock = std::chrono::steady_clock;

    void watch() {
        std::unique_lock guard(mutex_);
        while (!over_ && clock::now() < until_) changed_.wait_until(guard, clock::time_point(until_));
        if (!over_) end_();
    }

    clock::duration allowed_;
    End end_;
    std::mutex mutex_;
    std::condition_variable changed_;
    clock::time_point until_ = clock::now() + allowed_;
    bool over_ = false;
    std::thread watch_;  // last: it uses the others
};

}  // namespace detail

/// Requests to one server, each over a connection of its own. Texts are in UTF-8; paths are percent-encoded and begin
/// with a slash. All throw no_answer where no answer comes.
class http_client {
public:
    /// For a server named scheme://host or scheme://host:port. Throws argument_error where it is not named so, and for
    /// https where cpp-httplib was built without.
    explicit http_client(const std::string& server, const http_options& options = {})
        : server_(server),
          seconds_(options.seconds_to_connect + options.seconds_to_answer),
          client_(connected_to(server)) {
        const std::size_t host = server.rfind("https://", 0) == 0  ? 8
                                 : server.rfind("http://", 0) == 0 ? 7
                                                                   : server.size();
        require(client_.is_valid() && server.size() > host && server.find('/', host) == server.npos, server,
                ": expected the address of a server such as http://localhost:5000");
        require_usable(options);
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
        return ask("GET", path, {});
    }
    /// Sends JSON.
    http_answer post(const std::string& path, const std::string& body) {
        return ask("POST", path, body);
    }
    /// Sends a file as it is, a piece at a time. Throws file_error where it cannot be read.
    http_answer put_file(const std::string& path, const std::filesystem::path& file) {
        require_path(path);
        const positioned_file in(file);
        const std::size_t size = in.size();
        std::exception_ptr failure;
        detail::time_limit limit(seconds_, [this] { stop(); });
        const auto piece = [&](std::size_t first, std::size_t length, httplib::DataSink& sink) {
            try {
                std::vector<char> bytes(std::min<std::size_t>(length, 1 << 16));
                in.read(first, bytes.size(), bytes.data());
                limit.renew();
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
    static void require_usable(const http_options& o) {
        for (const double seconds : {o.seconds_to_connect, o.seconds_to_answer})
            require(seconds > 0 && seconds < 1e6, "http_client: expected seconds above 0 and below a million, got ",
                    seconds);
        require(common::on_one_line(o.token) == o.token && common::on_one_line(o.user) == o.user,
                "http_client: expected a user and a token without line breaks, got one with some");
        std::error_code ignored;
        require(o.certificates.empty() || std::filesystem::is_regular_file(o.certificates, ignored),
                "http_client: expected a file of certificates (PEM), there is none at ", o.certificates.string());
    }
    static void require_path(const std::string& path) {
        const bool plain = std::all_of(path.begin(), path.end(),
                                       [](char c) { return static_cast<unsigned char>(c) > ' ' && c != 127; });
        require(plain && path.starts_with('/'), "http_client: expected a path that begins with a slash, ",
                "percent-encoded, got ", excerpt(path));
    }
    /// One request, whose answer may have so many bytes.
    http_answer ask(const char* method, const std::string& path, const std::string& body) {
        constexpr std::size_t most = std::size_t{1} << 24;
        require_path(path);
        std::string received;
        httplib::Request request;
        request.method = method;
        request.path = path;
        request.body = body;
        if (!body.empty()) request.set_header("Content-Type", "application/json");
        request.content_receiver = [&](const char* data, std::size_t count, std::uint64_t, std::uint64_t) {
            received.append(data, count);
            return received.size() <= most;
        };
        const detail::without_pipe_signal guard;
        const detail::time_limit limit(seconds_, [this] { stop(); });
        const auto result = client_.send(request);
        require<no_answer>(received.size() <= most, server_, path.substr(0, path.find('?')),
                           ": expected an answer of at most ", most, " bytes, got more");
        http_answer all = answer(path, result);
        all.body = std::move(received);
        return all;
    }
    static std::time_t whole(double seconds) {
        return static_cast<std::time_t>(seconds);
    }
    static std::time_t rest(double seconds) {
        return static_cast<std::time_t>(1e6 * (seconds - static_cast<double>(whole(seconds))));
    }
    /// Whether what comes behind the host, which may be an IPv6 address in brackets, is nothing or a port.
    static bool has_port_or_none(const std::string& server) {
        const std::size_t host = server.find("://"), bracket = server.rfind(']');
        const std::size_t from = bracket != server.npos ? bracket : host == server.npos ? 0 : host + 3;
        const std::size_t colon = server.find(':', from);
        if (colon == server.npos) return true;
        unsigned port = 0;
        const char* const last = server.data() + server.size();
        const auto [end, failure] = std::from_chars(server.data() + colon + 1, last, port);
        return failure == std::errc() && end == last && port > 0 && port < 65536;
    }
    static httplib::Client connected_to(const std::string& server) {
        const bool plain = std::all_of(server.begin(), server.end(), [](char c) { return c > ' ' && c < 127; });
        require(plain && has_port_or_none(server), excerpt(server),
                ": expected the address of a server such as http://localhost:5000");
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
    double seconds_;  // for a request and its answer
    httplib::Client client_;
};

}  // namespace diapir::inline DIAPIR_TARGET::io
