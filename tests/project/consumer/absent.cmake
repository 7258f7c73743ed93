# Makes this project's machine one without the libraries of files and figures: CMake does not find them, and programs that
# include their headers do not compile.
foreach(package IN ITEMS PNG PkgConfig nlohmann_json)
  set(CMAKE_DISABLE_FIND_PACKAGE_${package} ON)
endforeach()
foreach(header IN ITEMS png.h zip.h cairo.h cairo/cairo.h nlohmann/json.hpp)
  file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/absent/${header} "#error \"${header} is not on this machine\"\n")
endforeach()
include_directories(BEFORE ${CMAKE_CURRENT_BINARY_DIR}/absent)
