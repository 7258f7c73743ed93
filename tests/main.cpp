// The entry point of every test program, for either version of Catch2. A name that no test has is a failure.
#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_session.hpp>
int main(int argc, char** argv) {
    return Catch::Session().run(argc, argv);
}
#else
#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>
int main(int argc, char** argv) {
    Catch::Session session;
    if (const int failure = session.applyCommandLine(argc, argv)) return failure;
    auto& warnings = session.configData().warnings;
    warnings = static_cast<Catch::WarnAbout::What>(warnings | Catch::WarnAbout::NoTests);  // as version 3 does
    return session.run();
}
#endif
