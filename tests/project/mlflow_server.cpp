// A server that speaks MLflow's protocol, for tests of programs: prints the port it listens at, and at the end of its
// input everything it was told, a line each. Usage: mlflow_server [PORT] [FAULT FROM], with FAULT refuses, breaks,
// slow, loses or dies from the request of that number on; loses is for that request alone.
#include "io/tracking/mlflow_stub.hpp"

#include <cstdlib>
#include <iostream>
#include <map>
#include <string>

int main(int argc, char** argv) {
    using stub = diapir::testing::mlflow_stub;
    using fault = stub::fault;
    const std::map<std::string, fault> faults{{"refuses", fault::refuses},
                                              {"breaks", fault::breaks},
                                              {"slow", fault::is_slow},
                                              {"loses", fault::loses_answer},
                                              {"dies", fault::dies}};
    const std::size_t from = argc > 3 ? std::stoul(argv[3]) : 0;
    const fault what = argc > 3 ? faults.at(argv[2]) : fault::none;
    stub server(
        [=](std::size_t number, const std::string&) {
            return number == from || (number > from && what != fault::loses_answer) ? what : fault::none;
        },
        argc > 1 ? std::atoi(argv[1]) : 0);
    std::cout << server.port() << std::endl;
    std::string line;
    while (std::getline(std::cin, line)) {
    }
    for (const std::string& request : server.requests()) std::cout << "request " << request << '\n';
    for (const auto& [id, run] : server.runs) {
        std::cout << "run " << run.name << " of " << server.experiments.at(run.experiment) << ": " << run.status
                  << '\n';
        for (const auto& [key, value] : run.parameters) std::cout << "parameter " << key << ' ' << value << '\n';
        for (const auto& [key, value] : run.tags) std::cout << "tag " << key << ' ' << value << '\n';
        for (const auto& [key, step, time, value] : run.metrics)
            std::cout << "metric " << key << ' ' << step << ' ' << value.dump() << '\n';
        for (const auto& [name, bytes] : run.artifacts) std::cout << "artifact " << name << ' ' << bytes.size() << '\n';
    }
    return 0;
}
