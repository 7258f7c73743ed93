# The recipe of diapir for Conan 2. `conan create docs/packaging/conan` packs the repository around it.
import os
import re

from conan import ConanFile
from conan.tools.build import check_min_cppstd
from conan.tools.cmake import CMake, CMakeDeps, CMakeToolchain, cmake_layout
from conan.tools.files import copy, load
from conan.tools.gnu import PkgConfigDeps

REPOSITORY = os.path.join("..", "..", "..")
OPTIONAL = {  # a part of the library, and what it needs
    "io": ["libpng/[>=1.6 <2]", "libzip/[>=1.7 <2]", "nlohmann_json/[>=3.11 <4]"],
    "figure": ["cairo/[>=1.16 <2]"],
    "spectral": ["kissfft/[>=131.1.0]"],
    "onnx": ["onnx/[>=1.12]", "protobuf/[>=3.21 <4]"],
    "tracking": ["cpp-httplib/[>=0.11 <1]"],
    "mpi": ["openmpi/[>=4.1]"],
}
BUILT_ON_IO = ("figure", "onnx", "tracking")


class Diapir(ConanFile):
    name = "diapir"
    description = "Convolutional networks, seismic attributes and Shapley values: a header-only C++20 library"
    license = "MIT"
    topics = ("shapley-values", "seismic", "neural-network", "header-only")
    settings = "os", "arch", "compiler", "build_type"
    options = {part: [True, False] for part in ("openmp", "precompiled", *OPTIONAL)}
    default_options = {"openmp": True, "precompiled": False, "io": True, **dict.fromkeys(list(OPTIONAL)[1:], False)}

    def set_version(self):
        numbers = re.findall(r"_(?:MAJOR|MINOR|PATCH) (\d+)",
                             load(self, os.path.join(self.recipe_folder, REPOSITORY, "include/diapir/version.hpp")))
        self.version = self.version or ".".join(numbers)

    def export_sources(self):
        for pattern in ("CMakeLists.txt", "LICENSE", ".cmake/*", "include/*"):
            copy(self, pattern, os.path.join(self.recipe_folder, REPOSITORY), self.export_sources_folder)

    def configure(self):
        if any(self.options.get_safe(part) for part in BUILT_ON_IO):
            self.options.io = True

    def package_id(self):
        if not self.info.options.precompiled:  # headers, for every machine
            self.info.settings.clear()

    def layout(self):
        cmake_layout(self)

    def validate(self):
        check_min_cppstd(self, 20)

    def requirements(self):
        for library in ("xtensor/[>=0.24 <1]", "xtl/[>=0.7 <1]", "xsimd/[>=8.1]", "eigen/[>=3.4 <6]"):
            self.requires(library, transitive_headers=True)
        for part, libraries in OPTIONAL.items():
            for library in libraries if self.options.get_safe(part) else ():
                self.requires(library, transitive_headers=True, transitive_libs=True)

    def generate(self):
        CMakeDeps(self).generate()
        PkgConfigDeps(self).generate()  # libzip, cairo and cpp-httplib are found so
        toolchain = CMakeToolchain(self)
        toolchain.cache_variables["CMAKE_PREFIX_PATH"] = self.generators_folder
        for option in ("TESTS", "EXAMPLES", "SEGY"):  # Conan has no segyio
            toolchain.cache_variables[f"DIAPIR_{option}"] = False
        for part in ("openmp", "precompiled", *OPTIONAL):
            toolchain.cache_variables[f"DIAPIR_{part.upper()}"] = bool(self.options.get_safe(part))
        toolchain.generate()

    def build(self):
        cmake = CMake(self)
        cmake.configure()
        cmake.build()

    def package(self):
        CMake(self).install()
        copy(self, "LICENSE", self.source_folder, os.path.join(self.package_folder, "licenses"))

    def package_info(self):
        # The package brings its own CMake files, which know its components.
        self.cpp_info.set_property("cmake_find_mode", "none")
        self.cpp_info.builddirs = [os.path.join("lib" if self.options.precompiled else "share", "cmake", "diapir")]
        self.cpp_info.bindirs = self.cpp_info.libdirs = []
