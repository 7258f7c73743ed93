// Processes that want the processor too, for as long as the object lives: each computes without end on a core of its
// own.
#pragma once

#include <cstddef>
#include <vector>

namespace bench {

class competitors {
public:
    /// `count` processes, number i on core i.
    explicit competitors(std::size_t count);
    ~competitors();
    competitors(const competitors&) = delete;
    competitors& operator=(const competitors&) = delete;

private:
    std::vector<int> processes_;
};

}  // namespace bench
