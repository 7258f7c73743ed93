// Tables of numbers as text.
#include "fuzz/target.hpp"
#include <diapir/io/csv.hpp>

namespace io = diapir::io;

void fuzzing::fuzz(std::string_view bytes) {
    read_or_refuse([&] { io::parse_csv(bytes, "file"); });
    read_or_refuse([&] { io::parse_csv(bytes, "file", {.labels = true, .delimiter = ';', .empty_columns = true}); });
}

std::vector<std::string> fuzzing::seeds() {
    return {"a,b,c\n1,2,3\n4,5e-3,nan\n", "name;x;y\nfirst;1;2\n\"se;cond\";3;4\n", "\xEF\xBB\xBFx\ty\r\n1\t2\r\n",
            "a,b,\n1,2,\n", "\"a\"\"b\",c\n-inf,+7\n"};
}
