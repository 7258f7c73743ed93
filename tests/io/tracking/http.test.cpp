#include "catch.hpp"
#include "io/support.hpp"
#include "io/tracking/mlflow_stub.hpp"
#include <diapir/io/atomic_file.hpp>
#include <diapir/io/tracking/http.hpp>

#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <thread>

using namespace diapir;
using testing::mentions;
using testing::message_of;
using testing::mlflow_stub;

TEST_CASE("requests reach a server, and answers come back") {
    mlflow_stub server;
    io::http_client client(server.address());
    const auto made = client.post("/api/2.0/mlflow/experiments/create", R"({"name": "salt"})");
    CHECK(made.good());
    CHECK(made.body == R"({"experiment_id":"1"})");
    const auto missing = client.get("/api/2.0/mlflow/experiments/get-by-name?experiment_name=no%20such");
    CHECK(missing.status == 404);
    CHECK(mentions(missing.body, "RESOURCE_DOES_NOT_EXIST", "no such"));
    CHECK(server.requests() == std::vector<std::string>{"POST experiments/create", "GET experiments/get-by-name"});
}

TEST_CASE("a file is sent in pieces") {
    const testing::temporary_folder folder;
    std::string bytes;
    for (unsigned i = 0; i < 300000; ++i) bytes += static_cast<char>(i * i % 251);
    io::write_file(folder / "large", bytes);
    io::write_file(folder / "empty", "");
    mlflow_stub server;
    server.runs["run0"].experiment = "0";
    io::http_client client(server.address());
    const std::string path = "/api/2.0/mlflow-artifacts/artifacts/0/run0/artifacts/";
    CHECK(client.put_file(path + "a%20b/large", folder / "large").good());
    CHECK(client.put_file(path + "empty", folder / "empty").good());
    CHECK(server.run().artifacts.at("a b/large") == bytes);
    CHECK(server.run().artifacts.at("empty").empty());
    CHECK(mentions(message_of<file_error>([&] { client.put_file(path, folder / "none"); }), "none: cannot be opened"));
}

TEST_CASE("who is asked for a name or a token tells it") {
    mlflow_stub server;
    server.authorization = "Basic bWU6cEBzcw==";
    const std::string path = "/api/2.0/mlflow/experiments/get-by-name?experiment_name=Default";
    CHECK(io::http_client(server.address()).get(path).status == 401);
    CHECK(io::http_client(server.address(), {.user = "me", .password = "p@ss", .token = "t"}).get(path).good());
    server.authorization = "Bearer t";
    CHECK(io::http_client(server.address(), {.token = "t"}).get(path).good());
}

TEST_CASE("no answer is an exception: nobody there, too slow, gone in the middle, stopped") {
    const testing::temporary_folder folder;
    io::write_file(folder / "large", std::string(5000000, 'x'));
    mlflow_stub server;
    io::http_client client(server.address(), {.seconds_to_answer = 0.3});
    server.set_faults([](std::size_t, const std::string&) { return mlflow_stub::fault::holds; });
    CHECK(mentions(message_of<io::no_answer>([&] { client.get("/slow?x"); }),
                   server.address() + "/slow: gave no answer in time"));
    server.set_faults([](std::size_t, const std::string&) { return mlflow_stub::fault::loses_answer; });
    CHECK_THROWS_AS(client.post("/lost", "{}"), io::no_answer);

    server.set_faults([](std::size_t, const std::string&) { return mlflow_stub::fault::holds; });
    io::http_client patient(server.address(), {.seconds_to_answer = 1e5});
    std::thread stopping([&] {
        while (server.held() == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
        patient.stop();
    });
    CHECK_THROWS_AS(patient.get("/slow"), io::no_answer);
    stopping.join();
    CHECK(server.held() == 1);

    server.set_faults([](std::size_t, const std::string&) { return mlflow_stub::fault::dies; });
    CHECK_THROWS_AS(client.get("/dies"), io::no_answer);
    CHECK(mentions(message_of<io::no_answer>([&] { client.get("/gone"); }), "/gone: cannot be reached"));
    CHECK_THROWS_AS(client.put_file("/gone", folder / "large"), io::no_answer);
}

TEST_CASE("an answer that comes a byte at a time is waited for as long as any other") {
    const testing::temporary_folder folder;
    io::write_file(folder / "small", "x");
    mlflow_stub server([](std::size_t, const std::string&) { return mlflow_stub::fault::drips; });
    io::http_client client(server.address(), {.seconds_to_connect = 0.3, .seconds_to_answer = 0.3});
    CHECK(mentions(message_of<io::no_answer>([&] { client.get("/drips"); }), "/drips: gave no answer in time"));
    CHECK_THROWS_AS(client.put_file("/drips", folder / "small"), io::no_answer);
    server.set_faults({});
    CHECK(client.get("/api/2.0/mlflow/experiments/get-by-name?experiment_name=Default").good());
}

TEST_CASE("a peer that is gone when something is written ends no program") {
    std::signal(SIGPIPE, SIG_DFL);
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    ::close(ends[0]);
    {
        const io::detail::without_pipe_signal guard;
        CHECK(::write(ends[1], "x", 1) == -1);
        CHECK(errno == EPIPE);
    }
    ::close(ends[1]);
    sigset_t pending, blocked;
    ::sigpending(&pending);
    ::pthread_sigmask(SIG_BLOCK, nullptr, &blocked);
    CHECK((sigismember(&pending, SIGPIPE) == 0 && sigismember(&blocked, SIGPIPE) == 0));
}

TEST_CASE("addresses of servers are checked") {
    for (const char* wrong : {"ftp://host", "host:5000:1", "http://"})
        CHECK_THROWS_AS(io::http_client(wrong), argument_error);
}
