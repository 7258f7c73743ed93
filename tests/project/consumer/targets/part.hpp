// What both parts of the program compute, in types that do not depend on the instruction set.
#pragma once

#include <string>
#include <vector>

struct results {
    std::string instruction_set;
    std::vector<double> numbers;
};

results first(bool valid = true);
results second(bool valid = true);
